import { z } from 'zod';

/**
 * Everything that is ever put on record, as `<object>.<what happened to it>`. A room that has a new act adds it here:
 * what is not in this list cannot be recorded. Names are kept in rows for good, so append and never rename.
 */
export const AUDIT_ACTIONS = [
  'workspace.created',
  'member.invited',
  'member.invitation_withdrawn',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'api_key.created',
  'api_key.revoked',
  'encryption_key.revealed',
  'encryption_key.rotated',
  'connection.created',
  'connection.updated',
  'connection.tested',
  'connection.write_access_checked',
  'connection.cache_cleared',
  'connection.enabled',
  'connection.disabled',
  'connection.deleted',
  'token.replaced',
  'entry.created',
  'entry.updated',
  'entry.deleted',
  'entry.session_cleared',
  /** Kept cookies and storage were put into the browser of a run. */
  'entry.session_used',
  /** What the browser of a run holds of the entry's site was sealed and kept for the next. */
  'entry.session_kept',
  /** A login left the resolver for someone who asked over the API. */
  'secret.resolved',
  /** A user name or password was typed into a page. */
  'secret.filled',
  /** A value was written to the item in 1Password. */
  'secret.written',
  /** A one-time code was read and its step burnt. */
  'code.taken',
  'workflow.created',
  'workflow.updated',
  'workflow.deleted',
  'run.started',
  'run.interrupted',
  'run.answered',
  'sign_in_check.started',
  'rotation.requested',
  'rotation.started',
  'rotation.skipped',
  'rotation.finished',
  'rotation.failed',
  'rotation.needs_human',
  'rotation.decided',
  'rotation_schedule.saved',
  'rotation_schedule.deleted',
  'rotation_settings.updated',
  'site_recipe.saved',
  'site_recipe.deleted',
  'alert.dismissed',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
  'webhook.replayed',
  'health_scan.started',
  'person.signed_in',
  'person.sign_in_failed',
  'person.signed_out',
  'person.password_changed',
  'person.two_factor_enabled',
  'person.two_factor_disabled',
  'person.sessions_ended',
  'audit.exported',
  'audit.verified',
  /** A mail with a one-time code was handed on. */
  'code.received',
  /** A person or key of this workspace asked for something that it may not do. */
  'access.denied',
  /** They asked for a thing by an id that is not here: gone, mistyped, or another workspace's. */
  'access.missed',
] as const;
export const auditAction = z.enum(AUDIT_ACTIONS);
export type AuditAction = z.infer<typeof auditAction>;

/** What an act was done to. `id` is the thing's id, or another name that tells it from its kind. */
export const AUDIT_OBJECT_KINDS = [
  'workspace',
  'member',
  'invitation',
  'api_key',
  'encryption_key',
  'connection',
  'entry',
  'workflow',
  'run',
  'sign_in_check',
  'rotation',
  'site_recipe',
  'alert',
  'webhook',
  'health_scan',
  'audit_log',
  'operation',
  'person',
] as const;
export const auditObjectKind = z.enum(AUDIT_OBJECT_KINDS);
export type AuditObjectKind = z.infer<typeof auditObjectKind>;

/** `denied`: the actor may not; `failure`: it was tried and did not work. */
export const AUDIT_OUTCOMES = ['success', 'failure', 'denied'] as const;
export const auditOutcome = z.enum(AUDIT_OUTCOMES);
export type AuditOutcome = z.infer<typeof auditOutcome>;

/**
 * The plain facts that may stand beside an act: an allow-list, so that a secret has no place to go. Nothing here holds a
 * value that 1Password keeps, an address of a person, or a text from outside.
 */
export const AUDIT_DETAIL_KEYS = [
  /** The name that people gave the thing. */
  'name',
  /** Names of fields that were changed, never their values. */
  'changed',
  /** A problem code, an error kind or another closed word. */
  'reason',
  'mode',
  'role',
  'scopes',
  /** The first characters of an API key, by which people tell their keys apart. */
  'start',
  'expires_at',
  'domain',
  'source',
  /** Which parts of a login: username, password, one_time_password. */
  'parts',
  /** live | cache | stored */
  'from',
  'entry_id',
  'connection_id',
  'run_id',
  'workflow_id',
  'rotation_id',
  'check_id',
  'vault_id',
  'step',
  'permission',
  'asked_for',
  'format',
  'count',
] as const;
export type AuditDetailKey = (typeof AUDIT_DETAIL_KEYS)[number];
export type AuditFact = string | number | boolean | null | readonly string[];
export type AuditDetail = { readonly [Key in AuditDetailKey]?: AuditFact };
