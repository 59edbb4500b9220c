'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { deliveriesQuery, useReplayDelivery } from '@/app/_queries/webhooks';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { LoadMore } from '@/app/_ui/load-more';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import { deliverySentence, refusalSentence } from '@/app/_words/webhook';
import type { WebhookDeliveryView, WebhookView } from '@/lib/contract/webhook';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { DeliveryMark } from './delivery-mark';

/** What it was told lately, how it took it, and sending one again. */
export function DeliveryList({ webhook }: { webhook: WebhookView }) {
  const { slug } = useWorkspace();
  const query = useInfiniteQuery(deliveriesQuery(slug, webhook.id));
  const replay = useReplayDelivery(slug, webhook.id);
  const { mutate, isPending } = replay;
  const columns = useMemo(
    () =>
      columnsFor(isPending || !webhook.active, (id) =>
        mutate(id, {
          onSuccess: (delivery) =>
            delivery.state === 'delivered'
              ? notify.done('The message was taken')
              : notify.failed({ message: 'The message was not taken', hint: refusalSentence(delivery) }),
          onError: (error) => notify.failed(asProblem(error)),
        }),
      ),
    [mutate, isPending, webhook.active],
  );
  return (
    <Card title="Messages" sentence="Newest first. What is not taken is tried again for some hours.">
      <Loaded query={query} skeleton={<SkeletonRows label="Loading messages" rows={3} />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.data);
          if (rows.length === 0) return <p className="text-muted">It was not told of anything yet.</p>;
          return (
            <>
              <DataTable caption="Messages" columns={columns} rows={rows} rowKey={({ id }) => id} />
              <LoadMore shown={rows.length} what={['message', 'messages']} query={query} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function columnsFor(
  off: boolean,
  onReplay: (id: string) => void,
): ReadonlyArray<Column<WebhookDeliveryView>> {
  return [
    { name: 'Event', names: true, cell: ({ event }) => <span className="font-mono text-sm">{event}</span> },
    { name: 'State', cell: (row) => <DeliveryMark delivery={row} /> },
    { name: 'What the receiver said', cell: (row) => <Answer delivery={row} /> },
    { name: 'When', cell: (row) => <RelativeTime at={row.created_at} /> },
    {
      name: 'Actions',
      align: 'end',
      cell: ({ id, event }) => (
        <Button size="small" disabled={off} aria-label={`Send again: ${event}`} onClick={() => onReplay(id)}>
          Send again
        </Button>
      ),
    },
  ];
}

function Answer({ delivery }: { delivery: WebhookDeliveryView }) {
  const { href } = useWorkspace();
  return (
    <span className="break-words">
      {deliverySentence(delivery)}
      {delivery.hint ? <span className="block">{delivery.hint}</span> : null}
      {delivery.next_attempt_at ? (
        <span className="block text-sm text-muted">
          Next attempt <RelativeTime at={delivery.next_attempt_at} />.
        </span>
      ) : null}
      {delivery.run_id ? (
        <span className="block text-sm">
          <TextLink href={href(`/runs/${delivery.run_id}`)}>The run</TextLink>
        </span>
      ) : null}
    </span>
  );
}
