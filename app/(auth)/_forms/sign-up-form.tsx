'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { useSignUp } from '@/app/_queries/auth';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Form } from '@/app/_ui/form';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { TextLink } from '@/app/_ui/text-link';
import { withNext } from './next-address';

/** The limits are Better Auth's defaults. */
const signUpForm = z.object({
  name: z.string().trim().min(1, 'Enter your name').max(120),
  email: z.email('That is not an e-mail address'),
  password: z.string().min(12, 'Use at least 12 characters').max(128, 'Use at most 128 characters'),
});

export function SignUpForm({ next }: { next: string }) {
  const signUp = useSignUp();
  const form = useForm({
    resolver: zodResolver(signUpForm),
    defaultValues: { name: '', email: '', password: '' },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) =>
    signUp.mutate(values, {
      onSuccess: () => window.location.assign(next),
      onError: (error) => {
        applyFieldErrors(form.setError, ['name', 'email', 'password'], asProblem(error).fields);
      },
    }),
  );
  const busy = signUp.isPending || signUp.isSuccess;
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Create your account</h1>
      {signUp.error ? <ErrorNotice error={asProblem(signUp.error)} /> : null}
      <Field label="Name" error={errors.name?.message} required>
        {(control) => <Input {...control} autoComplete="name" {...form.register('name')} />}
      </Field>
      <Field label="E-mail" error={errors.email?.message} required>
        {(control) => <Input {...control} type="email" autoComplete="username" {...form.register('email')} />}
      </Field>
      <Field label="Password" description="At least 12 characters." error={errors.password?.message} required>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" {...form.register('password')} />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? 'Creating your account…' : 'Create account'}
      </Button>
      <p className="text-muted">
        Already have one? <TextLink href={withNext('/sign-in', next)}>Sign in</TextLink>
      </p>
    </Form>
  );
}
