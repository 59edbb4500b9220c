'use client';

import { useQuery } from '@tanstack/react-query';
import { asProblem } from '@/app/_queries/api-problem';
import { invitationsQuery, useCancelInvitation } from '@/app/_queries/invitations';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { CopyButton } from '@/app/_ui/copy-button';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Skeleton } from '@/app/_ui/skeleton';
import { notify } from '@/app/_ui/toast';
import { ROLE_WORDS } from '@/app/_words/roles';
import type { InvitationView } from '@/lib/contract/workspace';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';

export function Invitations() {
  const { slug } = useWorkspace();
  const query = useQuery(invitationsQuery(slug));
  return (
    <Card title="Open invitations" sentence="Pass the link on yourself: Latchkey sends no mail.">
      <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
        {(invitations) =>
          invitations.length === 0 ? (
            <p className="text-muted">None.</p>
          ) : (
            <ul className="flex flex-col divide-y">
              {invitations.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function InvitationRow({ invitation }: { invitation: InvitationView }) {
  const { slug } = useWorkspace();
  const cancel = useCancelInvitation(slug);
  const withdraw = () =>
    cancel.mutate(invitation.id, {
      onSuccess: () => notify.done(`The invitation of ${invitation.email} is withdrawn`),
      onError: (error) => notify.failed(asProblem(error)),
    });
  const expired = invitation.status === 'expired';
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-2">
      <span className="min-w-0">
        <span className="break-all">{invitation.email}</span>
        <span className="flex items-center gap-2 text-sm text-muted">
          <Badge>{ROLE_WORDS[invitation.role].label}</Badge>
          <span>
            {expired ? 'expired ' : 'expires '}
            <RelativeTime at={invitation.expires_at} />
          </span>
        </span>
      </span>
      <span className="flex gap-2">
        {expired ? null : (
          <CopyButton
            value={invitation.accept_url}
            what={`invitation link of ${invitation.email}`}
            variant="secondary"
          >
            Copy link
          </CopyButton>
        )}
        <Button
          size="small"
          disabled={cancel.isPending}
          aria-label={`Withdraw the invitation of ${invitation.email}`}
          onClick={withdraw}
        >
          Withdraw
        </Button>
      </span>
    </li>
  );
}
