import { z } from 'zod';
import { providerMode, type SecretProviderView, vaultAccess } from '@/lib/contract/secret-provider';
import type { SecretProviderErrorKind } from '@/lib/secrets/provider';
import { clockState } from './clock-policy';
import { connectionSettings } from './connection-settings';
import type { ConnectionWithCounts } from './connection-store';
import { adviceFor, isErrorKind } from './error-advice';
import { rateBudgetOf } from './rate-budget-view';

const vaults = z.array(vaultAccess);
const status = z.enum(['active', 'disabled']);

/** What may be shown of a connection: an allow-list. The sealed token and the settings are not on it. */
export function presentConnection(row: ConnectionWithCounts): SecretProviderView {
  const settings = connectionSettings.parse(row.settings);
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    provider_type: '1password',
    mode: providerMode.parse(row.mode),
    name: row.name,
    config_hint: row.tokenLastFour,
    cache_ttl_seconds: row.cacheTtlSeconds,
    stale_if_error: row.serveStale,
    status: status.parse(row.status),
    health: healthOf(row),
    owner: row.owner,
    base_url: settings.baseUrl,
    token_env: settings.tokenEnv,
    account: settings.account,
    plan: settings.plan,
    budget: rateBudgetOf(row.mode, settings, row.usage, row.usageReadAt),
    vaults: vaults.parse(row.vaults),
    bound_entries: row.boundEntries,
    token_expires_at: row.tokenExpiresAt?.toISOString() ?? null,
    last_checked_at: row.lastCheckedAt?.toISOString() ?? null,
    last_success_at: row.lastSuccessAt?.toISOString() ?? null,
    clock: clockOf(row),
    last_error: lastErrorOf(row),
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

function healthOf(row: ConnectionWithCounts): SecretProviderView['health'] {
  if (row.lastErrorKind) return 'attention';
  if (row.clockSkewMs !== null && clockState(row.clockSkewMs) !== 'ok') return 'attention';
  return row.lastSuccessAt ? 'ok' : 'unknown';
}

function clockOf({ clockSkewMs, clockSeenAt }: ConnectionWithCounts): SecretProviderView['clock'] {
  if (clockSkewMs === null || clockSeenAt === null) return null;
  return { skew_ms: clockSkewMs, state: clockState(clockSkewMs), seen_at: clockSeenAt.toISOString() };
}

function lastErrorOf(row: ConnectionWithCounts): SecretProviderView['last_error'] {
  if (!row.lastErrorKind || !row.lastErrorAt) return null;
  const kind: SecretProviderErrorKind = isErrorKind(row.lastErrorKind) ? row.lastErrorKind : 'unavailable';
  return { kind, ...adviceFor(kind), at: row.lastErrorAt.toISOString() };
}
