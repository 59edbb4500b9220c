'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { useSignIn } from '@/app/_queries/auth';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Form } from '@/app/_ui/form';
import { Input } from '@/app/_ui/input';
import { TextLink } from '@/app/_ui/text-link';
import { withNext } from './next-address';

const signInForm = z.object({
  email: z.email('Enter your e-mail address'),
  password: z.string().min(1, 'Enter your password'),
});

export function SignInForm({ next }: { next: string }) {
  const signIn = useSignIn();
  const form = useForm({
    resolver: zodResolver(signInForm),
    defaultValues: { email: '', password: '' },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) =>
    // A whole page load: nothing that was shown to someone else stays in memory.
    signIn.mutate(values, { onSuccess: () => window.location.assign(next) }),
  );
  const busy = signIn.isPending || signIn.isSuccess;
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Sign in</h1>
      {signIn.error ? <ErrorNotice error={asProblem(signIn.error)} /> : null}
      <Field label="E-mail" error={errors.email?.message} required>
        {(control) => <Input {...control} type="email" autoComplete="username" {...form.register('email')} />}
      </Field>
      <Field label="Password" error={errors.password?.message} required>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            {...form.register('password')}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
      <p className="text-muted">
        No account yet? <TextLink href={withNext('/sign-up', next)}>Create one</TextLink>
      </p>
    </Form>
  );
}
