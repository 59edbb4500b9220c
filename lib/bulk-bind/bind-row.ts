import type { Actor } from '@/lib/access/actor';
import type { BulkOutcome, BulkRowResult } from '@/lib/contract/bulk-bind';
import { Problem } from '@/lib/contract/problem';
import type { EntryRow } from '@/lib/vault/entry-store';
import { itemWarnings } from '@/lib/vault/entry-warnings';
import { readMapping } from '@/lib/vault/field-mapping';
import { type ItemSnapshot, readSnapshot } from '@/lib/vault/item-snapshot';
import { readBinding } from '@/lib/vault/read-binding';
import { refuseWhileRotating } from '@/lib/vault/refuse-while-rotating';
import { saveEntry } from '@/lib/vault/save-entry';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import { type JudgedRow, refused } from './judge-rows';
import type { RowPlan } from './plan-row';
import type { RowItem } from './read-rows';

/** Carries out what is planned, or looks whether it could be; either way the row says what came of it. */
export async function bindRow(
  deps: VaultDeps,
  actor: Actor,
  plan: RowPlan,
  { itemOf, dryRun }: { itemOf: RowItem; dryRun: boolean },
): Promise<BulkRowResult> {
  const { judged, existing } = plan;
  if (plan.act === 'refuse') return resultOf(judged, 'refused', existing, null);
  const kept = readSnapshot(existing?.item);
  if (plan.act === 'leave') return resultOf(judged, 'unchanged', existing, kept);
  try {
    const item = plan.reads ? required(itemOf(judged)) : kept;
    if (existing && plan.reads) await refuseRotating(deps, actor, existing);
    const entry = dryRun
      ? existing
      : await saveEntry(deps, actor, existing, plan.change, async (proposed) =>
          // Fields from elsewhere are looked at one by one; hardly any entry has them.
          item && !isMapped(existing) ? item : readBinding(deps, actor, proposed),
        );
    return resultOf(judged, plan.act === 'create' ? 'created' : 'updated', entry, item);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return resultOf(refused(judged, error), 'refused', existing, null);
  }
}

function required(item: ItemSnapshot | Problem): ItemSnapshot {
  if (item instanceof Problem) throw item;
  return item;
}

function refuseRotating({ db }: VaultDeps, { workspaceId }: Actor, { id }: EntryRow): Promise<void> {
  return db.withWorkspace(workspaceId, (tx) => refuseWhileRotating(tx, workspaceId, id));
}

function isMapped(existing: EntryRow | null): boolean {
  if (!existing) return false;
  const { fieldReferences, extraSecrets } = readMapping(existing);
  return Object.keys(fieldReferences).length + Object.keys(extraSecrets).length > 0;
}

function resultOf(
  { row, values, problem, matchedBy, wanted }: JudgedRow,
  outcome: BulkOutcome,
  entry: Pick<EntryRow, 'id'> | null,
  item: ItemSnapshot | null,
): BulkRowResult {
  return {
    row,
    outcome,
    entry_id: entry?.id ?? null,
    values,
    item: item && { title: item.title, vault_title: item.vault_title },
    matched_by: matchedBy,
    warnings: item && wanted ? itemWarnings(wanted.domain, item) : [],
    problem,
  };
}
