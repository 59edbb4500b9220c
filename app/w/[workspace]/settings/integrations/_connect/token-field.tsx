'use client';

import { useFormContext } from 'react-hook-form';
import type { ConnectForm } from './connect-form';
import { TokenInput } from './token-input';
import { type TokenKind, trimToken } from './token-shape';

/** The token of the connect form: trimmed as it is pasted. */
export function TokenField({ kind }: { kind: TokenKind }) {
  const { register, watch, setValue, formState } = useFormContext<ConnectForm>();
  const field = register('token', {
    onChange: (event: { target: { value: string } }) => {
      const trimmed = trimToken(event.target.value);
      if (trimmed !== event.target.value) setValue('token', trimmed);
    },
  });
  return (
    <TokenInput kind={kind} typed={watch('token')} error={formState.errors.token?.message} input={field} />
  );
}
