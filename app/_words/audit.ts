import type { AuditObjectKind, AuditOutcome } from '@/lib/contract/audit';
import type { AuditFault, AuditRecordView } from '@/lib/contract/audit-log';

/** Where the action's own words would not do. */
const ACTION_WORDS: Record<string, string> = {
  'access.denied': 'Refused',
  'access.missed': 'Asked for an unknown id',
  'person.signed_in': 'Signed in',
  'person.sign_in_failed': 'Sign-in failed',
  'person.signed_out': 'Signed out',
  'person.password_changed': 'Password changed',
  'person.two_factor_enabled': 'Second factor set up',
  'person.two_factor_disabled': 'Second factor removed',
  'person.sessions_ended': 'Other sessions ended',
  'encryption_key.revealed': 'API encryption key shown',
  'encryption_key.rotated': 'API encryption key replaced',
  'member.role_changed': 'Member given another role',
  'member.invitation_withdrawn': 'Invitation withdrawn',
  'secret.resolved': 'Login read',
  'secret.filled': 'Login typed into a page',
  'secret.written': 'Item written in 1Password',
  'code.taken': 'One-time code taken',
  'entry.session_cleared': 'Kept session forgotten',
  'entry.session_used': 'Kept session used',
  'entry.session_kept': 'Session kept',
  'connection.cache_cleared': 'Cached secrets cleared',
  'audit.exported': 'Audit log exported',
  'audit.verified': 'Audit log verified',
};

/** `entry.created` is "Entry created". */
export function actionWords(action: string): string {
  const words = ACTION_WORDS[action] ?? action.replace(/[._]/g, ' ').replace(/\bapi\b/, 'API');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const OUTCOME_WORDS: Record<AuditOutcome, string> = {
  success: 'Done',
  failure: 'Failed',
  denied: 'Refused',
};

const OBJECT_WORDS: Partial<Record<AuditObjectKind, string>> = {
  workspace: 'The workspace',
  api_key: 'API keys',
  encryption_key: 'API encryption key',
  entry: 'Vault entries and their secrets',
  audit_log: 'The audit log',
  operation: 'What was refused',
  person: 'Sign-ins and passwords',
};

/** What a filter calls the things that acts are done to. */
export function objectWords(kind: AuditObjectKind): string {
  const plain = `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}s`;
  return OBJECT_WORDS[kind] ?? plain;
}

/** Names and sites first; what is only an id is left to the export. */
export function factWords(detail: AuditRecordView['detail']): string {
  return Object.entries(detail)
    .filter(([key, value]) => !key.endsWith('_id') && value !== null && value !== '')
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([key, value]) =>
      NAMING.includes(key) ? text(value) : `${key.replaceAll('_', ' ')}: ${text(value)}`,
    )
    .join(' · ');
}

const NAMING = ['name', 'domain'];

function rank(key: string): number {
  const place = NAMING.indexOf(key);
  return place === -1 ? NAMING.length : place;
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value).replace(/^https?:\/\//, '');
}

export const FAULT_WORDS: Record<AuditFault, string> = {
  missing: 'A record was removed, or the end of the log was cut off.',
  not_following: 'A record was removed, put in between or moved.',
  changed: 'A record was changed after it was written.',
  not_signed: 'A record was written by someone without the key of this installation.',
  unknown_key: 'A record was signed with a key that is not loaded any more.',
  not_as_exported: 'A record is another one than the head you gave says.',
};
