'use client';

import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { RelativeTime } from '@/app/_ui/relative-time';
import { TextLink } from '@/app/_ui/text-link';
import type { RunView } from '@/lib/contract/run';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

export function RunFacts({ run }: { run: RunView }) {
  const { href } = useWorkspace();
  return (
    <Card title="Run">
      <Facts
        facts={[
          {
            name: 'Workflow',
            value: (
              <>
                <TextLink href={href(`/workflows/${run.workflow.id}`)}>{run.workflow.name}</TextLink>, version{' '}
                {run.workflow.version}
              </>
            ),
          },
          ...run.credentials.map((used) => ({
            name: used.alias,
            value: (
              <>
                <TextLink href={href(`/vault/${used.entry_id}`)}>
                  {used.permissioned_user_id} on {siteName(used.domain)}
                </TextLink>
                {used.chosen_from.length > 0 && `, one of ${used.chosen_from.length} that take turns`}
              </>
            ),
          })),
          ...Object.entries(run.input_variables).map(([name, value]) => ({
            name,
            value: <Mono>{typeof value === 'string' ? value : JSON.stringify(value)}</Mono>,
          })),
          ...(run.dry_run ? [{ name: 'Kind', value: 'Dry run: nothing was to be changed on the site' }] : []),
          { name: 'Started by', value: run.requested_by },
          { name: 'Queued', value: <RelativeTime at={run.created_at} /> },
          {
            name: 'Started',
            value: run.started_at ? <RelativeTime at={run.started_at} /> : 'Not yet',
          },
          {
            name: 'Ended',
            value: run.finished_at ? <RelativeTime at={run.finished_at} /> : 'Not yet',
          },
          { name: 'Attempt', value: run.attempt },
          { name: 'Run id', value: <Mono copy="run id">{run.id}</Mono> },
        ]}
      />
    </Card>
  );
}
