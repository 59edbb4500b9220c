'use client';

import { asProblem } from '@/app/_queries/api-problem';
import { useRemoveMember } from '@/app/_queries/members';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import type { MemberView } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';

export function RemoveMember({ member, onClose }: { member: MemberView | null; onClose: () => void }) {
  const { slug, workspace, session } = useWorkspace();
  const remove = useRemoveMember(slug);
  if (!member) return null;
  const leaving = member.user.id === session.user.id;
  const close = () => {
    remove.reset();
    onClose();
  };
  const confirm = () =>
    remove.mutate(member.id, {
      onSuccess: () => {
        if (leaving) {
          window.location.assign('/');
          return;
        }
        notify.done(`${member.user.name} was removed`);
        close();
      },
    });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : close())}
      title={leaving ? `Leave ${workspace.name}?` : `Remove ${member.user.name}?`}
      confirmLabel={leaving ? 'Leave workspace' : 'Remove member'}
      busyLabel="Removing…"
      busy={remove.isPending}
      onConfirm={confirm}
    >
      <p>
        {leaving ? 'You lose' : `${member.user.name} loses`} access to {workspace.name} at once. Connections,
        entries and runs stay. API keys stay valid too: revoke those that are no longer needed.
      </p>
      {remove.error ? <ErrorNotice error={asProblem(remove.error)} /> : null}
    </ConfirmDialog>
  );
}
