import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import type { ConnectionDeps } from './connection-deps';

/** What CloudCruise's wire shows of a connection: no counts, no health. */
export type WireSecretProvider = Pick<
  SecretProviderView,
  | 'id'
  | 'workspace_id'
  | 'provider_type'
  | 'name'
  | 'config_hint'
  | 'cache_ttl_seconds'
  | 'created_at'
  | 'updated_at'
>;

interface Row {
  id: string;
  workspace_id: string;
  name: string;
  config_hint: string;
  cache_ttl_seconds: number;
  created_at: Date;
  updated_at: Date;
}

const ALL = `
  select id, workspace_id, name, token_last_four as config_hint, cache_ttl_seconds, created_at, updated_at
    from secret_provider where workspace_id = ${CURRENT_WORKSPACE} order by created_at, id`;

export async function listWireSecretProviders(
  deps: Pick<ConnectionDeps, 'db'>,
  actor: Actor,
): Promise<WireSecretProvider[]> {
  requirePermission(actor, 'providers:read');
  const rows = await deps.db.read<Row>(actor.workspaceId, { name: 'connections', text: ALL, values: [] });
  return rows.map((row) => ({
    ...row,
    provider_type: '1password',
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }));
}
