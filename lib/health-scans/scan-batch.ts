import { callProvider } from '@/lib/connections/call-provider';
import type { ConnectionRow } from '@/lib/connections/connection-store';
import { type Ask, type ReadOutcome, readItems } from '@/lib/connections/read-items';
import type { HealthCode } from '@/lib/contract/health-scan';
import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { VaultEntry } from '@/lib/db/generated/client';
import { READ_BATCH } from '@/lib/secrets/reference-batches';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import { readSnapshot } from '@/lib/vault/item-snapshot';
import { knownVaultTitles } from '@/lib/vault/read-binding';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import type { HealthScanRow } from './health-scan-store';
import { judgeBinding, type SeenItem, seenItem } from './judge-binding';

export type BoundEntry = VaultEntry;

export interface Judged {
  entry: BoundEntry;
  codes: HealthCode[];
  reason: string | null;
  seen: SeenItem | null;
}

export interface Batch {
  connection: ConnectionRow;
  entries: BoundEntry[];
}

/** The next entries that this scan has not looked at: of one connection and one vault, as many as one call reads. */
export async function nextBatch(tx: WorkspaceTransaction, scan: HealthScanRow): Promise<Batch | null> {
  const { workspaceId, id: scanId, secretProviderId } = scan;
  const rows = await tx.vaultEntry.findMany({
    where: {
      workspaceId,
      source: 'provider',
      secretProviderId: secretProviderId ?? { not: null },
      healthFindings: { none: { scanId } },
    },
    include: { secretProvider: true },
    orderBy: [{ secretProviderId: 'asc' }, { secretRef: 'asc' }, { id: 'asc' }],
    take: READ_BATCH,
  });
  const [first] = rows;
  if (!first?.secretProvider) return null;
  const vault = vaultOf(first);
  const same = rows.filter(
    (row) => row.secretProviderId === first.secretProviderId && vaultOf(row) === vault,
  );
  return { connection: first.secretProvider, entries: same };
}

/** Asks 1Password once for all of them. Throws the problem of a connection that cannot be asked. */
export async function judgeBatch(deps: VaultDeps, { connection, entries }: Batch): Promise<Judged[]> {
  const references = referencesOf(entries);
  const ask: Ask = (work) => callProvider(deps, connection, work);
  const titles = knownVaultTitles(connection.vaults);
  const outcomes = await readItems(ask, references, (login) =>
    seenItem(login, titles.get(login.vaultId) ?? ''),
  );
  const write = await writeAccess(deps, connection, [...references.values()][0]);
  const { shared, rotating } = await deps.db.withWorkspace(connection.workspaceId, (tx) =>
    surroundingsOf(tx, connection, [...references.keys()]),
  );
  return entries.map((entry) => {
    const ref = entry.secretRef ?? '';
    const outcome = outcomes.get(ref);
    if (!outcome?.ok) return { entry, ...missing(outcome), seen: null };
    const { domain } = entry;
    const around = { domain, shared: shared.has(ref), rotating: rotating.has(ref), write };
    const { missing: kept = {} } = readSnapshot(entry.item) ?? {};
    const seen = { ...outcome.seen, item: { ...outcome.seen.item, missing: kept } };
    return { entry, codes: judgeBinding(seen, around), reason: null, seen };
  });
}

function vaultOf({ secretRef }: Pick<BoundEntry, 'secretRef'>): string {
  const parsed = parseSecretReference(secretRef ?? '');
  return parsed.ok ? parsed.reference.vaultId : '';
}

function referencesOf(entries: readonly BoundEntry[]): Map<string, SecretReference> {
  const references = new Map<string, SecretReference>();
  for (const { secretRef } of entries) {
    const parsed = parseSecretReference(secretRef ?? '');
    if (secretRef && parsed.ok) references.set(secretRef, parsed.reference);
  }
  return references;
}

const GONE: ReadonlySet<string> = new Set(['not_found', 'forbidden']);

function missing(outcome: ReadOutcome<SeenItem> | undefined): Pick<Judged, 'codes' | 'reason'> {
  const kind = outcome && !outcome.ok ? outcome.error.kind : 'malformed';
  if (GONE.has(kind)) return { codes: ['item_not_found'], reason: null };
  return { codes: ['unreadable'], reason: outcome ? 'item_unusable' : 'secret_ref_malformed' };
}

/** Never a write. What cannot be told is no finding. */
async function writeAccess(
  deps: VaultDeps,
  connection: ConnectionRow,
  reference: SecretReference | undefined,
): Promise<'yes' | 'no' | 'unknown'> {
  if (!reference) return 'unknown';
  try {
    const access = await callProvider(deps, connection, (provider) =>
      provider.checkWriteAccess(reference.vaultId),
    );
    return access.verdict;
  } catch (error) {
    if (error instanceof Problem) return 'unknown';
    throw error;
  }
}

async function surroundingsOf(
  tx: WorkspaceTransaction,
  { workspaceId, id: secretProviderId }: ConnectionRow,
  references: string[],
) {
  const secretRef = { in: references };
  const bound = await tx.vaultEntry.groupBy({
    by: ['secretRef'],
    where: { workspaceId, secretProviderId, secretRef },
    _count: true,
  });
  const unfinished = await tx.rotation.findMany({
    where: { workspaceId, finishedAt: null, secretRef },
    select: { secretRef: true },
  });
  return {
    shared: new Set(bound.filter((group) => group._count > 1).map((group) => group.secretRef)),
    rotating: new Set(unfinished.map((rotation) => rotation.secretRef)),
  };
}
