import type { BulkBindResult, BulkField, BulkOutcome } from '@/lib/contract/bulk-bind';
import { plural } from './plural';

export const BULK_FIELD_WORDS: Record<BulkField, string> = {
  permissioned_user_id: 'User id',
  domain: 'Site',
  user_alias: 'Alias',
  secret_provider_id: 'Connection (its id)',
  secret_ref: 'Secret reference',
  item: 'Title of the item',
  secret_cache_ttl_seconds: 'Cache duration in seconds',
  tfa_method: 'Second factor',
};

/** Of a dry run: what would come of a row. Of a row that was bound: what came of it. */
export const BULK_OUTCOME_WORDS = {
  created: { tone: 'ok', planned: 'Will be added', done: 'Added' },
  updated: { tone: 'ok', planned: 'Will be changed', done: 'Changed' },
  unchanged: { tone: 'stopped', planned: 'Is there already', done: 'Was there already' },
  refused: { tone: 'failed', planned: 'Refused', done: 'Refused' },
} as const satisfies Record<BulkOutcome, { tone: string; planned: string; done: string }>;

/** "2 entries will be added, 1 is there already, 1 row is refused." */
export function plannedSentence({ created, updated, unchanged, refused }: BulkBindResult['counts']): string {
  return listed([
    created > 0 ? `${plural(created, 'entry', 'entries')} will be added` : null,
    updated > 0 ? `${updated} will be changed` : null,
    unchanged > 0 ? `${unchanged} ${unchanged === 1 ? 'is' : 'are'} there already` : null,
    refused > 0 ? `${plural(refused, 'row')} ${refused === 1 ? 'is' : 'are'} refused` : null,
  ]);
}

export function doneSentence({ created, updated, unchanged, refused }: BulkBindResult['counts']): string {
  return listed([
    created > 0 ? `${plural(created, 'entry', 'entries')} added` : null,
    updated > 0 ? `${updated} changed` : null,
    unchanged > 0 ? `${unchanged} there already` : null,
    refused > 0 ? `${plural(refused, 'row')} refused` : null,
  ]);
}

function listed(parts: ReadonlyArray<string | null>): string {
  const said = parts.filter((part) => part !== null);
  return said.length > 0 ? `${said.join(', ')}.` : 'There are no rows.';
}

export const MATCH_WORDS: Record<'reference' | 'website' | 'title', string> = {
  reference: 'by its reference',
  website: 'by its website',
  title: 'by its title',
};
