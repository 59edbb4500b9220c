'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useForm } from 'react-hook-form';
import { asProblem } from '@/app/_queries/api-problem';
import { useCreateWorkspace } from '@/app/_queries/workspaces';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Form } from '@/app/_ui/form';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { TextLink } from '@/app/_ui/text-link';
import { createWorkspace } from '@/lib/contract/workspace';

export function NewWorkspaceForm({ first }: { first: boolean }) {
  const router = useRouter();
  const create = useCreateWorkspace();
  const form = useForm({ resolver: zodResolver(createWorkspace), defaultValues: { name: '' } });
  const submit = form.handleSubmit((values) =>
    create.mutate(values, {
      onSuccess: (workspace) => router.push(`/w/${workspace.slug}`),
      onError: (error) => {
        applyFieldErrors(form.setError, ['name'], asProblem(error).fields);
      },
    }),
  );
  const busy = create.isPending || create.isSuccess;
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <div>
        <h1 className="text-xl font-semibold">
          {first ? 'Create your first workspace' : 'Create a workspace'}
        </h1>
        <p className="text-muted">
          A workspace holds connections, vault entries, workflows and runs. Nothing in it can be seen from
          another.
        </p>
      </div>
      {create.error ? <ErrorNotice error={asProblem(create.error)} /> : null}
      <Field
        label="Workspace name"
        description="Your team or your company, for example Acme."
        error={form.formState.errors.name?.message}
        required
      >
        {(control) => <Input {...control} autoComplete="organization" {...form.register('name')} />}
      </Field>
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? 'Creating the workspace…' : 'Create workspace'}
      </Button>
      {first ? null : (
        <p>
          <TextLink href="/">Back to your workspace</TextLink>
        </p>
      )}
    </Form>
  );
}
