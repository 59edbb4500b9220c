'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { webhooksQuery } from '@/app/_queries/webhooks';
import { Button } from '@/app/_ui/button';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { eventsWords } from '@/app/_words/webhook';
import type { WebhookView } from '@/lib/contract/webhook';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { CreateWebhookDialog } from './create-webhook-dialog';
import { DeliveryMark } from './delivery-mark';

const COLUMNS: ReadonlyArray<Column<WebhookView>> = [
  {
    name: 'Address',
    names: true,
    cell: ({ url }) => <span className="font-mono text-sm break-all">{url}</span>,
  },
  {
    name: 'State',
    cell: ({ active }) =>
      active ? <StateMark tone="ok">On</StateMark> : <StateMark tone="stopped">Off</StateMark>,
  },
  { name: 'Told of', cell: ({ events }) => eventsWords(events) },
  { name: 'Last message', cell: (row) => <LastMessage webhook={row} /> },
];

export function WebhooksPage() {
  const { can } = useWorkspace();
  return can('webhooks:admin') ? (
    <WebhookList />
  ) : (
    <>
      <PageHeader title="Webhooks" />
      <Notice tone="info" title="Your role does not include webhooks">
        <p>Ask an owner or admin of the workspace.</p>
      </Notice>
    </>
  );
}

function WebhookList() {
  const { slug, href } = useWorkspace();
  const [creating, setCreating] = useState(false);
  const query = useQuery(webhooksQuery(slug));
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Add webhook
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Webhooks"
        sentence="Addresses that are told what happens in runs and rotations, in signed messages."
        actions={query.data?.length ? create : null}
      />
      <Loaded query={query} skeleton={<SkeletonRows label="Loading webhooks" rows={3} />}>
        {(webhooks) =>
          webhooks.length === 0 ? (
            <EmptyState icon={Webhook} title="No webhook yet" action={create}>
              A webhook tells a program of yours when a run ends, asks for a code, or a rotation needs a
              person.
            </EmptyState>
          ) : (
            <DataTable
              caption="Webhooks"
              columns={COLUMNS}
              rows={webhooks}
              rowKey={({ id }) => id}
              rowHref={({ id }) => href(`/settings/webhooks/${id}`)}
            />
          )
        }
      </Loaded>
      <CreateWebhookDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}

function LastMessage({ webhook: { last_delivery: last } }: { webhook: WebhookView }) {
  if (!last) return <span className="text-muted">None yet</span>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <DeliveryMark delivery={last} />
      <RelativeTime at={last.delivered_at ?? last.created_at} />
    </span>
  );
}
