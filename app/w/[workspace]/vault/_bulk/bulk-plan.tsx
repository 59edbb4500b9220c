'use client';

import Link from 'next/link';
import { asProblem } from '@/app/_queries/api-problem';
import { useBulkApply } from '@/app/_queries/bulk-bind';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Meter } from '@/app/_ui/meter';
import { doneSentence, plannedSentence } from '@/app/_words/bulk-bind';
import { plural } from '@/app/_words/plural';
import type { BulkBindResult } from '@/lib/contract/bulk-bind';
import { useWorkspace } from '../../_shell/workspace-context';
import { BulkRows } from './bulk-rows';

/** What would come of each row, the button that does it, and what came of it. */
export function BulkPlan({ plan }: { plan: BulkBindResult }) {
  const { slug, href } = useWorkspace();
  const { mutation: apply, done } = useBulkApply(slug);
  const rows = plan.rows.filter(({ outcome }) => outcome === 'created' || outcome === 'updated');
  const result = apply.data;
  if (result) {
    return (
      <Card
        title="Result"
        sentence={<span role="status">{doneSentence(result.counts)}</span>}
        actions={
          <Button asChild variant="primary">
            <Link href={href('/vault')}>Go to the vault</Link>
          </Button>
        }
      >
        <BulkRows result={result} />
      </Card>
    );
  }
  return (
    <Card
      title="What would come of it"
      sentence={<span role="status">{plannedSentence(plan.counts)}</span>}
      actions={
        <Button
          variant="primary"
          disabled={rows.length === 0 || apply.isPending}
          onClick={() => apply.mutate(rows)}
        >
          {apply.isPending ? 'Binding…' : `Bind ${plural(rows.length, 'entry', 'entries')}`}
        </Button>
      }
    >
      {apply.isPending ? (
        <div className="flex flex-col gap-1">
          <p role="status">
            Bound {done} of {rows.length}…
          </p>
          <Meter used={done} limit={rows.length} tone="normal" />
        </div>
      ) : null}
      {apply.error ? (
        <>
          <ErrorNotice error={asProblem(apply.error)} onRetry={() => apply.mutate(rows)} />
          <p className="text-muted">{done} were bound before that; trying again leaves them as they are.</p>
        </>
      ) : null}
      <BulkRows result={plan} />
    </Card>
  );
}
