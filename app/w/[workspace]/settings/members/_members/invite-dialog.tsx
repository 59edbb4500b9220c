'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { asProblem } from '@/app/_queries/api-problem';
import { useInvite } from '@/app/_queries/invitations';
import { Button } from '@/app/_ui/button';
import { ChoiceCards } from '@/app/_ui/choice-cards';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { Snippet } from '@/app/_ui/mono';
import { ROLE_WORDS } from '@/app/_words/roles';
import { type InvitationView, inviteMember, ROLES } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';

export interface InviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ open, onOpenChange }: InviteDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Invite a person"
      description="You get a link to pass on. It works once, for that address only."
    >
      <InviteForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { slug } = useWorkspace();
  const invite = useInvite(slug);
  const form = useForm({
    resolver: zodResolver(inviteMember),
    defaultValues: { email: '', role: 'member' as const },
  });
  const submit = form.handleSubmit((values) =>
    invite.mutate(values, {
      onError: (error) => {
        applyFieldErrors(form.setError, ['email', 'role'], asProblem(error).fields);
      },
    }),
  );
  if (invite.data) return <InvitationReady invitation={invite.data} onClose={onClose} />;
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {invite.error ? <ErrorNotice error={asProblem(invite.error)} /> : null}
        <Field label="E-mail" error={form.formState.errors.email?.message} required>
          {(control) => <Input {...control} type="email" autoComplete="off" {...form.register('email')} />}
        </Field>
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <ChoiceCards
              legend="Role"
              choices={ROLES.map((role) => ({ value: role, ...ROLE_WORDS[role] }))}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={invite.isPending}>
          {invite.isPending ? 'Creating the link…' : 'Create invitation'}
        </Button>
      </DialogFooter>
    </form>
  );
}

function InvitationReady({ invitation, onClose }: { invitation: InvitationView; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <p role="status">Send this link to {invitation.email}:</p>
        <Snippet what="invitation link">{invitation.accept_url}</Snippet>
        <p className="text-muted">
          It stays in the list of open invitations until it is used, withdrawn or expired.
        </p>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
