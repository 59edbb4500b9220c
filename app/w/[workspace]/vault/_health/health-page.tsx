'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { asProblem } from '@/app/_queries/api-problem';
import { newestScanQuery, useStartHealthScan } from '@/app/_queries/health-scans';
import { Button } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Meter } from '@/app/_ui/meter';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { scanSentence } from '@/app/_words/health-scan';
import type { HealthScanView } from '@/lib/contract/health-scan';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { HealthResults } from './health-results';

/** Whether every entry still finds what it needs in its item. The last result stays until there is a newer one. */
export function HealthPage() {
  const { slug, href, can } = useWorkspace();
  const query = useQuery(newestScanQuery(slug));
  const start = useStartHealthScan(slug);
  const scan = query.data;
  const busy = start.isPending || (scan ? scan.finished_at === null : false);
  const check = can('vault:write') ? (
    <Button variant="primary" disabled={busy} onClick={() => start.mutate({})}>
      <ShieldCheck aria-hidden />
      {busy ? 'Checking…' : 'Check bindings'}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/vault')}>Vault</TextLink>}
        title="Bindings"
        sentence={
          scan ? (
            <span role="status">{scanSentence(scan)}</span>
          ) : (
            'Looks at the item of every entry: whether it is there, complete, and fit for the site.'
          )
        }
        mark={scan ? <ScanMark scan={scan} /> : null}
        actions={scan ? check : null}
      />
      <div className="flex flex-col gap-4">
        {start.error ? <ErrorNotice error={asProblem(start.error)} /> : null}
        <Loaded query={query} skeleton={<SkeletonRows label="Loading the last result" />}>
          {(loaded) =>
            loaded ? (
              <>
                <Progress scan={loaded} />
                <HealthResults scan={loaded} />
              </>
            ) : (
              <EmptyState icon={ShieldCheck} title="The bindings were not checked yet" action={check}>
                Reads each bound item once, in as few calls as 1Password allows, and changes nothing.
              </EmptyState>
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function ScanMark({ scan: { state, problems } }: { scan: HealthScanView }) {
  if (state === 'waiting') return <StateMark tone="attention">Waits</StateMark>;
  if (state !== 'done') return <StateMark tone="running">Checking</StateMark>;
  return problems > 0 ? (
    <StateMark tone="attention">Needs a look</StateMark>
  ) : (
    <StateMark tone="ok">Fine</StateMark>
  );
}

function Progress({ scan }: { scan: HealthScanView }) {
  if (scan.finished_at) {
    return (
      <p className="text-muted">
        Checked <RelativeTime at={scan.finished_at} />, asked by {scan.requested_by}.
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <Meter used={scan.checked} limit={Math.max(scan.total, 1)} tone="normal" />
      {scan.next_attempt_at ? (
        <p className="text-muted">
          Goes on <RelativeTime at={scan.next_attempt_at} />.
        </p>
      ) : null}
    </div>
  );
}
