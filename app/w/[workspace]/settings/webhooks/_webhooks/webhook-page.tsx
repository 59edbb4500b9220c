'use client';

import { useQuery } from '@tanstack/react-query';
import { webhooksQuery } from '@/app/_queries/webhooks';
import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { plural } from '@/app/_words/plural';
import { eventsWords } from '@/app/_words/webhook';
import type { WebhookView } from '@/lib/contract/webhook';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { DeliveryList } from './delivery-list';
import { WebhookActions } from './webhook-actions';

/** What a webhook is told of, and how it took what it was told. */
export function WebhookPage({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const query = useQuery(webhooksQuery(slug));
  const webhook = query.data?.find((one) => one.id === id);
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/settings/webhooks')}>Webhooks</TextLink>}
        title={webhook ? new URL(webhook.url).host : 'Webhook'}
        sentence={webhook ? sentenceOf(webhook) : null}
        mark={webhook ? <ActiveMark active={webhook.active} /> : null}
        actions={webhook ? <WebhookActions webhook={webhook} /> : null}
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the webhook" cards={2} />}>
        {() =>
          webhook ? (
            <div className="flex flex-col gap-4">
              <WebhookFacts webhook={webhook} />
              <DeliveryList webhook={webhook} />
            </div>
          ) : (
            <Notice tone="info" title="There is no such webhook in this workspace" />
          )
        }
      </Loaded>
    </>
  );
}

function ActiveMark({ active }: { active: boolean }) {
  return active ? <StateMark tone="ok">On</StateMark> : <StateMark tone="stopped">Off</StateMark>;
}

function sentenceOf({ active, events }: WebhookView): string {
  if (!active) return 'Switched off: it is told of nothing, and what waits is sent when it is on again.';
  return events.length === 0 ? 'Told of every event.' : `Told of ${plural(events.length, 'event')}.`;
}

function WebhookFacts({ webhook }: { webhook: WebhookView }) {
  return (
    <Card title="Webhook">
      <Facts
        facts={[
          { name: 'Address', value: <Mono copy="address">{webhook.url}</Mono> },
          {
            name: 'Events',
            value:
              webhook.events.length === 0 ? (
                eventsWords([])
              ) : (
                <span className="font-mono text-sm">{webhook.events.join(', ')}</span>
              ),
          },
          { name: 'Good for', value: `${plural(webhook.validity_seconds, 'second')} after sending` },
          { name: 'Secret', value: '•••• shown once, when the webhook was added' },
          { name: 'Added', value: <RelativeTime at={webhook.created_at} /> },
        ]}
      />
    </Card>
  );
}
