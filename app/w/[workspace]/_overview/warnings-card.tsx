'use client';

import { Card } from '@/app/_ui/card';
import { TextLink } from '@/app/_ui/text-link';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { siteName } from '../_marks/site-letter';
import { useWorkspace } from '../_shell/workspace-context';

const SHOWN_WARNINGS = 5;

export function WarningsCard({ entries }: { entries: readonly VaultEntryView[] }) {
  const { href } = useWorkspace();
  const warned = entries.filter((entry) => entry.warnings.length > 0);
  return (
    <Card title="Entries with warnings" actions={<TextLink href={href('/vault')}>All entries</TextLink>}>
      {warned.length === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {warned.slice(0, SHOWN_WARNINGS).map((entry) => (
            <li key={entry.id} className="py-2">
              <TextLink href={href(`/vault/${entry.id}`)}>
                {siteName(entry.domain)}, {entry.permissioned_user_id}
              </TextLink>
              <span className="block text-sm text-muted">{entry.warnings[0]?.message}</span>
            </li>
          ))}
        </ul>
      )}
      {warned.length > SHOWN_WARNINGS ? (
        <p className="text-sm text-muted">and {warned.length - SHOWN_WARNINGS} more</p>
      ) : null}
    </Card>
  );
}
