'use client';

import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { RelativeTime } from '@/app/_ui/relative-time';
import { TextLink } from '@/app/_ui/text-link';
import { triggerWords } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import { entryName } from '../../_marks/entry-name';
import { useWorkspace } from '../../_shell/workspace-context';

export function RotationFacts({ rotation }: { rotation: RotationView }) {
  const { href } = useWorkspace();
  const { item, secret_provider: provider } = rotation;
  return (
    <Card title="Rotation">
      <Facts
        facts={[
          {
            name: 'Entry',
            value: (
              <TextLink href={href(`/vault/${rotation.entry_id}`)}>{entryName(rotation.entry)}</TextLink>
            ),
          },
          {
            name: 'Item',
            value: item ? `${item.title}, in the vault ${item.vault_title}` : 'Not bound to an item',
          },
          {
            name: 'Connection',
            value: provider ? (
              <TextLink href={href(`/settings/integrations/${provider.id}`)}>{provider.name}</TextLink>
            ) : (
              'None'
            ),
          },
          {
            name: 'Asked for',
            value: (
              <>
                <RelativeTime at={rotation.created_at} />, {triggerWords(rotation)}
              </>
            ),
          },
          {
            name: 'Started',
            value: rotation.started_at ? <RelativeTime at={rotation.started_at} /> : 'Not yet',
          },
          {
            name: 'Ended',
            value: rotation.finished_at ? <RelativeTime at={rotation.finished_at} /> : 'Not yet',
          },
          ...(rotation.next_attempt_at
            ? [{ name: 'Goes on', value: <RelativeTime at={rotation.next_attempt_at} /> }]
            : []),
          { name: 'Form sent', value: sentWords(rotation.submits) },
          { name: 'Rotation id', value: <Mono copy="rotation id">{rotation.id}</Mono> },
        ]}
      />
    </Card>
  );
}

function sentWords(submits: number): string {
  if (submits === 0) return 'Not at all';
  return submits === 1 ? 'Once' : `${submits} times, with the same new password`;
}
