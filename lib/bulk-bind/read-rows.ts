import { callProvider } from '@/lib/connections/call-provider';
import type { ConnectionRow } from '@/lib/connections/connection-store';
import { problemFromProvider } from '@/lib/connections/error-advice';
import { type Ask, type ReadOutcome, readItems } from '@/lib/connections/read-items';
import { Problem } from '@/lib/contract/problem';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import { type ItemSnapshot, snapshotOf } from '@/lib/vault/item-snapshot';
import { knownVaultTitles } from '@/lib/vault/read-binding';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import type { JudgedRow } from './judge-rows';

/** What the item of a row was found to be, or why it cannot be read. The values are dropped as they come. */
export type RowItem = (judged: JudgedRow) => ItemSnapshot | Problem;

/** Reads the items of rows, each once, in as few calls as the backend allows. */
export async function readRows(
  deps: VaultDeps,
  connections: ReadonlyMap<string, ConnectionRow>,
  rows: readonly JudgedRow[],
): Promise<RowItem> {
  const read = new Map<string, Map<string, ReadOutcome<ItemSnapshot>> | Problem>();
  for (const connection of connections.values()) {
    const references = referencesOf(connection, rows);
    if (references.size > 0) read.set(connection.id, await readAll(deps, connection, references));
  }
  return ({ wanted }) => {
    const outcomes = read.get(wanted?.secret_provider_id ?? '');
    if (outcomes instanceof Problem) return outcomes;
    const outcome = outcomes?.get(wanted?.secret_ref ?? '');
    if (!outcome) return new Problem('item_not_found');
    if (outcome.ok) return outcome.seen;
    const { code, message, details } = problemFromProvider(
      new SecretProviderError(outcome.error.kind, outcome.error.message),
    );
    const fields = [{ field: 'secret_ref', message: 'Cannot be read' }];
    return new Problem(code, { ...details, message, fields });
  };
}

function referencesOf(connection: ConnectionRow, rows: readonly JudgedRow[]): Map<string, SecretReference> {
  const references = new Map<string, SecretReference>();
  for (const { wanted } of rows) {
    if (wanted?.secret_provider_id !== connection.id) continue;
    const text = wanted.secret_ref ?? '';
    const parsed = parseSecretReference(text);
    if (parsed.ok) references.set(text, parsed.reference);
  }
  return references;
}

/** A connection that cannot be asked at all refuses each of its rows, and no other. */
async function readAll(
  deps: VaultDeps,
  connection: ConnectionRow,
  references: ReadonlyMap<string, SecretReference>,
): Promise<Map<string, ReadOutcome<ItemSnapshot>> | Problem> {
  const ask: Ask = (work) => callProvider(deps, connection, work);
  const titles = knownVaultTitles(connection.vaults);
  try {
    return await readItems(ask, references, (login) => snapshotOf(login, titles.get(login.vaultId) ?? ''));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
