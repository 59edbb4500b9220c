'use client';

import { useFormContext } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import type { ConnectForm } from './connect-dialog';
import { tokenShape, trimToken } from './token-shape';

/** Trims what was pasted and says at once when it cannot be a token. */
export function TokenField() {
  const { register, watch, setValue, formState } = useFormContext<ConnectForm>();
  const shape = tokenShape(watch('token'));
  const typed = shape.kind === 'wrong' ? shape.message : undefined;
  const field = register('token', {
    onChange: (event: { target: { value: string } }) => {
      const trimmed = trimToken(event.target.value);
      if (trimmed !== event.target.value) setValue('token', trimmed);
    },
  });
  return (
    <Field
      label="Service account token"
      description={
        shape.kind === 'plausible'
          ? 'The shape is right. Connect checks it with 1Password before anything is saved.'
          : 'Starts with “ops_”. Kept encrypted; only its last four characters are shown again.'
      }
      error={typed ?? formState.errors.token?.message}
      required
    >
      {(control) => (
        <Input
          {...control}
          type="password"
          className="font-mono"
          placeholder="ops_…"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          {...field}
        />
      )}
    </Field>
  );
}
