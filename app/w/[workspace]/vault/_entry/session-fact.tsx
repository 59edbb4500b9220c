'use client';

import { asProblem } from '@/app/_queries/api-problem';
import { useForgetSession } from '@/app/_queries/entries';
import { Button } from '@/app/_ui/button';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { RelativeTime } from '@/app/_ui/relative-time';
import { notify } from '@/app/_ui/toast';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { useWorkspace } from '../../_shell/workspace-context';

/** Whether runs begin signed in, and until when. Never what is kept. */
export function SessionFact({ entry }: { entry: VaultEntryView }) {
  const { session, keeps_session: keeps } = entry;
  if (!session)
    return keeps ? 'None yet; the next run that signs in keeps it' : 'Not kept; each run signs in';
  return (
    <div className="flex flex-col items-start gap-2">
      <span>
        Kept <RelativeTime at={session.kept_at} />, <SessionEnd session={session} />
      </span>
      <ForgetSession entry={entry} />
    </div>
  );
}

function SessionEnd({ session }: { session: NonNullable<VaultEntryView['session']> }) {
  if (session.expires_at === null) return 'until the site ends it';
  const words = Date.parse(session.expires_at) <= Date.now() ? 'ended' : 'ends';
  return (
    <>
      {words} <RelativeTime at={session.expires_at} />
    </>
  );
}

function ForgetSession({ entry }: { entry: VaultEntryView }) {
  const { slug, can } = useWorkspace();
  const forget = useForgetSession(slug, entry.id);
  if (!can('vault:write')) return null;
  return (
    <>
      <Button
        size="small"
        disabled={forget.isPending}
        onClick={() => forget.mutate(undefined, { onSuccess: () => notify.done('Session forgotten') })}
      >
        {forget.isPending ? 'Forgetting…' : 'Forget session'}
      </Button>
      {forget.error ? <ErrorNotice error={asProblem(forget.error)} /> : null}
    </>
  );
}
