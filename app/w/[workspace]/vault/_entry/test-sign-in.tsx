'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { asProblem } from '@/app/_queries/api-problem';
import { newestCheckQuery, useStartCheck } from '@/app/_queries/sign-in-checks';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Skeleton } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { checkMark, checkSentence, wasWithheld } from '@/app/_words/sign-in-check';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { CheckEvidence } from './check-evidence';
import { SendAgain } from './send-again';

/** Does this credential work? One attempt, its verdict, and how it is known. */
export function TestSignIn({ entry }: { entry: VaultEntryView }) {
  const { slug, can } = useWorkspace();
  const query = useQuery({ ...newestCheckQuery(slug, entry.id), enabled: can('runs:read') });
  const start = useStartCheck(slug, entry.id);
  if (entry.source === 'passkey' || !can('runs:read')) return null;
  const underWay = query.data ? query.data.state !== 'done' : false;
  return (
    <Card
      title="Test sign-in"
      sentence="Signs in once, in a fresh browser, and says what the site answered."
      actions={
        can('runs:write') ? (
          <Button disabled={start.isPending || underWay} onClick={() => start.mutate({ again: false })}>
            <KeyRound aria-hidden />
            {start.isPending || underWay ? 'Testing…' : 'Test sign-in'}
          </Button>
        ) : null
      }
    >
      {start.error ? <ErrorNotice error={asProblem(start.error)} /> : null}
      <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
        {(check) =>
          check ? <Verdict check={check} entry={entry} /> : <p className="text-muted">Not tested yet.</p>
        }
      </Loaded>
    </Card>
  );
}

function Verdict({ check, entry }: { check: SignInCheckView; entry: VaultEntryView }) {
  const { can } = useWorkspace();
  const { tone, label } = checkMark(check);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark tone={tone}>{label}</StateMark>
        <span className="text-sm text-muted">
          <RelativeTime at={check.finished_at ?? check.created_at} />, asked by {check.requested_by}
        </span>
      </div>
      <p role="status" className="break-words">
        {checkSentence(check)}
      </p>
      {check.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {check.next_step}
        </p>
      ) : null}
      {check.refusals > 1 ? (
        <p className="text-attention">
          This password was refused {check.refusals} times within half an hour. Most sites lock an account
          after three to five.
        </p>
      ) : null}
      <CheckEvidence lines={check.evidence} open={check.state === 'running'} />
      {can('runs:write') && wasWithheld(check) ? <SendAgain check={check} entry={entry} /> : null}
    </div>
  );
}
