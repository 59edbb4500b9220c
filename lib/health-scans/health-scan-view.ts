import {
  HEALTH_FINDINGS,
  type HealthResult,
  type HealthScanView,
  healthCode,
  healthScan,
} from '@/lib/contract/health-scan';
import { PROBLEMS, problemCode } from '@/lib/contract/problem';
import type { HealthFinding, SecretProvider, VaultEntry } from '@/lib/db/generated/client';
import { readSnapshot } from '@/lib/vault/item-snapshot';
import type { HealthScanRow } from './health-scan-store';

export function presentScan(row: HealthScanRow): HealthScanView {
  const time = (at: Date | null) => at?.toISOString() ?? null;
  return {
    id: row.id,
    secret_provider_id: row.secretProviderId,
    state: healthScan.shape.state.parse(row.state),
    total: row.total,
    checked: row.checked,
    problems: row.problems,
    reason: row.reason,
    message: titleOf(row.reason),
    requested_by: row.requestedBy,
    created_at: row.createdAt.toISOString(),
    started_at: time(row.startedAt),
    finished_at: time(row.finishedAt),
    next_attempt_at: time(row.nextAttemptAt),
  };
}

export type FindingRow = HealthFinding & {
  entry: Pick<VaultEntry, 'permissionedUserId' | 'domain' | 'item'> & {
    secretProvider: Pick<SecretProvider, 'id' | 'name'> | null;
  };
};

/** A code that this version does not know says nothing. */
export function presentFinding({ entryId, entry, codes, reason, checkedAt }: FindingRow): HealthResult {
  const item = readSnapshot(entry.item);
  const known = codes.flatMap((code) => healthCode.safeParse(code).data ?? []);
  return {
    entry_id: entryId,
    entry: { permissioned_user_id: entry.permissionedUserId, domain: entry.domain },
    item: item && { title: item.title, vault_title: item.vault_title },
    secret_provider: entry.secretProvider,
    findings: known.map((code) => ({
      code,
      message: (code === 'unreadable' && titleOf(reason)) || HEALTH_FINDINGS[code].message,
      next_step: HEALTH_FINDINGS[code].nextStep,
    })),
    checked_at: checkedAt.toISOString(),
  };
}

function titleOf(reason: string | null): string | null {
  const code = problemCode.safeParse(reason).data;
  return code ? `${PROBLEMS[code].title}.` : null;
}
