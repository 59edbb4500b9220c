'use client';

import { useRouter } from 'next/navigation';
import { asProblem } from '@/app/_queries/api-problem';
import { useSignOut } from '@/app/_queries/auth';
import { useAcceptInvitation } from '@/app/_queries/invitations';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { withNext } from './next-address';

/** Joining is a press of a button and not of a link: whoever opens a mail must not join by that alone. */
export function AcceptInvitation({ id, email }: { id: string; email: string }) {
  const router = useRouter();
  const accept = useAcceptInvitation();
  const signOut = useSignOut();
  const busy = accept.isPending || accept.isSuccess;
  const join = () => accept.mutate(id, { onSuccess: (workspace) => router.push(`/w/${workspace.slug}`) });
  const switchAccount = () =>
    signOut.mutate(undefined, {
      onSuccess: () => window.location.assign(withNext('/sign-in', `/accept-invitation/${id}`)),
    });
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-xl font-semibold">Join a workspace</h1>
        <p className="text-muted">
          You were invited to work together on Latchkey. You are signed in as {email}.
        </p>
      </div>
      {accept.error ? <ErrorNotice error={asProblem(accept.error)} /> : null}
      <Button variant="primary" disabled={busy} onClick={join}>
        {busy ? 'Joining…' : 'Join the workspace'}
      </Button>
      <Button disabled={signOut.isPending} onClick={switchAccount}>
        Use another account
      </Button>
    </div>
  );
}
