import type { Secret } from '@/lib/kernel/secret';
import type { FieldReference, SecretReference } from './secret-reference';

/**
 * The port behind which every 1Password backend looks alike.
 *
 * Promises: every call ends within its deadline; every failure is a `SecretProviderError` of a closed kind; secret
 * values come out only as `Secret`. Never: a vendor type, upstream text in a message, a value in a log.
 * An implementation may be long-lived and used concurrently.
 */
export interface SecretProvider {
  readonly capabilities: ProviderCapabilities;

  /** Signs in and reads what the token can see. The cheapest call that proves the token. */
  check(options?: CallOptions): Promise<{ vaults: VaultAccess[] }>;

  listVaults(options?: CallOptions): Promise<VaultAccess[]>;

  /** Overviews only, never values; active items of all visible vaults, or of one. */
  listItems(options?: CallOptions & { vaultId?: string }): Promise<ItemOverview[]>;

  /** Live username and password. An absent field is an empty `Secret` and a warning, not an error. */
  readLogin(reference: SecretReference, options?: CallOptions): Promise<Login>;

  /** Up to 50 items of one vault in as few calls as the backend allows; a missing item is an error in its place. */
  readLogins(
    references: readonly SecretReference[],
    options?: CallOptions,
  ): Promise<Array<{ reference: SecretReference; outcome: Login | SecretProviderErrorLike }>>;

  /** A live code, never a cached one and never the seed. */
  readOneTimePassword(reference: SecretReference, options?: CallOptions): Promise<OneTimePassword>;

  /** The same of a field that is named by a reference with `?attribute=otp`. */
  readOneTimePasswordField(reference: FieldReference, options?: CallOptions): Promise<OneTimePassword>;

  readField(reference: FieldReference, options?: CallOptions): Promise<Secret>;

  /** Whether a write would be accepted, with how we know. Never writes unless `probe` is asked for. */
  checkWriteAccess(vaultId: string, options?: CallOptions & { probe?: boolean }): Promise<WriteAccess>;

  /**
   * Compare-and-swap: applies `change` only when the item's version is still `expectedVersion`, reads back, and proves
   * that nothing else of the item changed. Throws `conflict` when the version moved.
   */
  writeFields(
    reference: SecretReference,
    expectedVersion: number,
    change: FieldChange,
    options?: CallOptions,
  ): Promise<{ version: number }>;

  /** A new login in the vault. Not repeated when its answer is lost: there may be one more then. */
  createLogin(vaultId: string, login: NewLogin, options?: CallOptions): Promise<SecretReference>;

  rateBudget(): RateBudget | null;

  /** The clock of 1Password (or of the Connect server) minus ours, in milliseconds; null before it is known. */
  clockSkewMs(): number | null;

  /** Releases sockets, processes and threads. Idempotent. */
  close(): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ProviderCapabilities {
  mode: 'service_account' | 'connect' | 'cli';
  batchRead: boolean;
  write: 'compare_and_swap' | 'none';
  /** Whether a token itself says what it may write (Connect does, a service account does not). */
  writeAccessKnown: boolean;
}

export interface VaultAccess {
  id: string;
  title: string;
  read: boolean;
  write: 'yes' | 'no' | 'unknown';
  /** One sentence: how we know. */
  evidence: string;
}

export interface ItemOverview {
  id: string;
  vaultId: string;
  vaultTitle: string;
  title: string;
  category: string;
  websites: string[];
  tags: string[];
  updatedAt: string;
}

export type AutofillBehaviour = 'anywhere' | 'exact' | 'never';

export interface Login {
  title: string;
  vaultId: string;
  itemId: string;
  version: number;
  username: Secret;
  password: Secret;
  hasOneTimePassword: boolean;
  websites: Array<{ url: string; autofill: AutofillBehaviour }>;
  warnings: LoginWarning[];
  /** What a rotation has left beside the password: a candidate that is not settled yet, and the marker that tells of it. */
  pendingPassword: Secret | null;
  rotationMarker: string | null;
  /** A digest of everything but the password and those two; it tells whether something else has changed. */
  fingerprint(): Secret;
  /** False when the backend cannot write this item without losing parts of it, with the reason. */
  editable: { ok: true } | { ok: false; reason: string };
}

export type LoginWarning =
  | 'no_username'
  | 'no_password'
  | 'no_one_time_password'
  | 'archived'
  | 'not_a_login';

export interface OneTimePassword {
  code: Secret;
  /** Seconds of one step. */
  periodSeconds: number;
  digits: number;
  /** floor(unix seconds / period) of the code. */
  step: number;
  /** Milliseconds since the epoch at which the code's step ends. */
  validUntil: number;
}

export type WriteAccess = { verdict: 'yes' | 'no' | 'unknown'; evidence: string; nextStep: string | null };

/** Undefined leaves a field alone. `pending` lives in the section "Automation (rotation)". */
export interface FieldChange {
  password?: Secret;
  pendingPassword?: Secret | null;
  rotationMarker?: string | null;
}

export interface NewLogin {
  title: string;
  username: Secret;
  password: Secret;
  website: string;
}

export interface RateBudget {
  /** Reads of this token in its present hour. */
  hour: { used: number; limit: number; resetsAt: number };
  /** Writes have a limit of their own, a tenth of that for reads; null where the backend has none. */
  hourlyWrites: { used: number; limit: number; resetsAt: number } | null;
  day: { used: number; limit: number; resetsAt: number } | null;
  /** counted by us, or read from 1Password. */
  source: 'counted' | 'reported';
}

export interface SecretProviderErrorLike {
  kind: SecretProviderErrorKind;
  message: string;
}

export type SecretProviderErrorKind =
  | 'unauthorised'
  | 'forbidden'
  | 'not_found'
  | 'ambiguous'
  | 'conflict'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'unsupported'
  /** A write that was taken and changed something else as well, or did not read back. */
  | 'lossy'
  | 'malformed';
