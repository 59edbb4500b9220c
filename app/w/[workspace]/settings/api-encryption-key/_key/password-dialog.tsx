'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { useApiEncryptionKey } from '@/app/_queries/api-encryption-key';
import { asProblem } from '@/app/_queries/api-problem';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { notify } from '@/app/_ui/toast';
import { revealApiEncryptionKey } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';

type Act = 'reveal' | 'rotate';

const WORDS: Record<Act, { title: string; description: string; button: string; busy: string }> = {
  reveal: {
    title: 'Reveal the API encryption key',
    description: 'Enter your password again, so that an unlocked screen is not enough.',
    button: 'Reveal key',
    busy: 'Checking…',
  },
  rotate: {
    title: 'Replace the API encryption key',
    description:
      'Programs that still use the old key can no longer send or read secret values, from this moment on.',
    button: 'Replace key',
    busy: 'Replacing…',
  },
};

export interface PasswordDialogProps {
  act: Act | null;
  onClose: () => void;
  onKey: (key: string) => void;
}

export function PasswordDialog({ act, onClose, onKey }: PasswordDialogProps) {
  const words = WORDS[act ?? 'reveal'];
  return (
    <Dialog
      open={act !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={words.title}
      description={words.description}
    >
      {act ? <PasswordForm act={act} onClose={onClose} onKey={onKey} /> : null}
    </Dialog>
  );
}

function PasswordForm({ act, onClose, onKey }: PasswordDialogProps & { act: Act }) {
  const { slug } = useWorkspace();
  const ask = useApiEncryptionKey(slug, act);
  const form = useForm({ resolver: zodResolver(revealApiEncryptionKey), defaultValues: { password: '' } });
  const submit = form.handleSubmit(({ password }) =>
    ask.mutate(password, {
      onSuccess: ({ key }) => {
        onKey(key);
        if (act === 'rotate') notify.done('The key is replaced');
        onClose();
      },
      onError: (error) => {
        const problem = asProblem(error);
        const fields =
          problem.code === 'password_incorrect'
            ? [{ field: 'password', message: problem.message }]
            : problem.fields;
        applyFieldErrors(form.setError, ['password'], fields);
      },
    }),
  );
  const problem = ask.error ? asProblem(ask.error) : null;
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        {problem && problem.code !== 'password_incorrect' ? <ErrorNotice error={problem} /> : null}
        <Field label="Your password" error={form.formState.errors.password?.message} required>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('password')}
            />
          )}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant={act === 'rotate' ? 'danger' : 'primary'} disabled={ask.isPending}>
          {ask.isPending ? WORDS[act].busy : WORDS[act].button}
        </Button>
      </DialogFooter>
    </form>
  );
}
