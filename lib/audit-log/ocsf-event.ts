import type { AuditRow } from '@/lib/audit/chain-store';
import { readFacts } from './audit-record-view';
import { exportedRecord } from './json-line';

/**
 * Records as events of the Open Cybersecurity Schema Framework, version 1.6.0 (github.com/ocsf/ocsf-schema, branch
 * v1.6.0): sign-ins are Authentication (3002), all else API Activity (6003). What the schema has no attribute for is in
 * `unmapped`, the chain's links among it.
 */
const OCSF_VERSION = '1.6.0';
const PRODUCT = { name: 'Latchkey', vendor_name: 'Latchkey' };

const AUTHENTICATION = { category_uid: 3, class_uid: 3002 };
const API_ACTIVITY = { category_uid: 6, class_uid: 6003 };
/** Of Authentication: 1 logon, 2 logoff. */
const SIGN_INS: Record<string, number> = {
  'person.signed_in': 1,
  'person.sign_in_failed': 1,
  'person.signed_out': 2,
};

/** Of API Activity: 1 create, 2 read, 3 update, 4 delete, 99 other. */
const ACTIVITY: Record<string, number> = {
  created: 1,
  invited: 1,
  joined: 1,
  started: 1,
  requested: 1,
  resolved: 2,
  revealed: 2,
  taken: 2,
  exported: 2,
  verified: 2,
  tested: 2,
  write_access_checked: 2,
  updated: 3,
  rotated: 3,
  replaced: 3,
  role_changed: 3,
  enabled: 3,
  disabled: 3,
  written: 3,
  deleted: 4,
  removed: 4,
  revoked: 4,
  cache_cleared: 4,
  invitation_withdrawn: 4,
};
const OTHER = 99;

/** Informational, or low for what was refused or failed: an alert is for a rule to make, not for us. */
const SEVERITY = { success: 1, other: 2 };
/** Kinds of user: 1 user, 4 service account. */
const USER_TYPE: Record<string, number> = { person: 1, api_key: 4 };

export function ocsfEvent(row: AuditRow, names: ReadonlyMap<string, string>): string {
  const signIn = SIGN_INS[row.action];
  const happened = row.action.split('.')[1] ?? '';
  const classes = signIn ? AUTHENTICATION : API_ACTIVITY;
  const activity = signIn ?? ACTIVITY[happened] ?? OTHER;
  const success = row.outcome === 'success';
  const facts = readFacts(row.detail);
  const user = userOf(row, names);
  const event = {
    ...classes,
    activity_id: activity,
    ...(activity === OTHER ? { activity_name: row.action } : {}),
    type_uid: classes.class_uid * 100 + activity,
    severity_id: success ? SEVERITY.success : SEVERITY.other,
    time: row.at.getTime(),
    status_id: success ? 1 : 2,
    status: success ? 'Success' : 'Failure',
    ...(success ? {} : { status_detail: String(facts.reason ?? row.outcome) }),
    message: `${row.action} ${row.objectKind} ${row.objectId}`,
    metadata: {
      version: OCSF_VERSION,
      product: PRODUCT,
      log_name: 'audit',
      uid: `${row.workspaceId}/${row.seq}`,
      sequence: Number(row.seq),
      event_code: row.action,
      tenant_uid: row.workspaceId,
      original_time: row.at.toISOString(),
    },
    actor: user ? { user } : { app_name: `latchkey ${row.actorName}` },
    src_endpoint: sourceOf(row),
    ...(signIn ? { user, service: { name: 'Latchkey' } } : { api: apiOf(row), resources: [resourceOf(row)] }),
    unmapped: unmapped(row, facts),
  };
  return `${JSON.stringify(event)}\n`;
}

function userOf(row: AuditRow, names: ReadonlyMap<string, string>) {
  if (row.actorKind === 'system') return null;
  const name = row.actorName ?? names.get(row.actorId);
  return {
    uid: row.actorId,
    ...(name ? { name } : {}),
    type_id: USER_TYPE[row.actorKind] ?? 0,
  };
}

/** Addresses are kept as keyed hashes, so the endpoint has an id and no address. */
function sourceOf(row: AuditRow) {
  return row.addressHash
    ? { uid: row.addressHash }
    : { svc_name: row.actorKind === 'system' ? `latchkey ${row.actorName}` : 'unknown' };
}

function apiOf(row: AuditRow) {
  return {
    operation: row.action,
    service: { name: 'Latchkey' },
    ...(row.requestId ? { request: { uid: row.requestId } } : {}),
  };
}

function resourceOf(row: AuditRow) {
  return { uid: row.objectId, type: row.objectKind };
}

function unmapped(row: AuditRow, facts: Record<string, unknown>) {
  const { outcome, previous_hash, hash, signature, key_id } = exportedRecord(row);
  return { outcome, detail: facts, previous_hash, hash, signature, key_id };
}
