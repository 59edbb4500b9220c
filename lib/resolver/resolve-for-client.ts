import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import type { Act } from '@/lib/audit/record-act';
import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import {
  type ResolvedEntry,
  type ResolveItem,
  type ResolveRequest,
  resolveRequest,
} from '@/lib/contract/resolve';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import type { WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Secret } from '@/lib/kernel/secret';
import { parseFieldReference } from '@/lib/secrets/secret-reference';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';
import { entryReferenceOf, type NamedEntry, nameEntry } from '@/lib/vault/require-entry-by';
import { referenceOf } from './item-reference';
import { loginPin } from './login-pin';
import { type ResolvedLogin, resolveLogin } from './resolve-login';
import type { EntryKey, ResolverDeps } from './resolver-deps';
import { takeOneTimeCode } from './take-one-time-code';
import { sayingWhich } from './which-entry';

export interface ClientResolveDeps extends ResolverDeps {
  audit: ActRecorder;
  workspaceSecrets: WorkspaceSecrets;
  /** Sites that the operator lets be signed in to over plain http. */
  insecureHosts: readonly string[];
}

type Encrypt = (value: Secret) => string;

/**
 * Hands values of entries to a person's own program, as ciphertext under the workspace's API encryption key and in no
 * other form. All or nothing: codes are taken last, so that a fault in another entry burns none. Each use is on record
 * before the answer is given.
 *
 * Never: to a person's session. Whoever sits at a page has no key to open the answer with, and needs none.
 */
export async function resolveForClient(
  deps: ClientResolveDeps,
  actor: Actor,
  input: ResolveRequest,
  /** Asked for its signal only where someone may have to wait: making one takes longer than a cached resolve. */
  caller?: { readonly signal: AbortSignal },
): Promise<{ entries: ResolvedEntry[] }> {
  requirePermission(actor, 'secrets:resolve');
  if (actor.who.kind !== 'api_key')
    throw new Problem('forbidden', { message: 'Values go to API keys only.' });
  const items = resolveRequest.parse(input).entries;
  const several = { of: items.length };
  const { workspaceId } = actor;
  const [{ key }, ...read] = await Promise.all([
    deps.workspaceSecrets.readApiEncryptionKey(workspaceId),
    ...items.map((item, place) => sayingWhich(place, several, readItem(deps, workspaceId, item))),
  ]);
  const encrypt: Encrypt = (value) => encryptForClient(key, value);
  const entries: ResolvedEntry[] = [];
  for (const [place, item] of read.entries()) {
    const { entryId } = item.entry;
    const code = item.want.includes('code')
      ? await sayingWhich(place, several, readCode(deps, workspaceId, entryId, encrypt, caller?.signal))
      : null;
    entries.push(presentItem(deps, item, code, encrypt));
  }
  await deps.audit.record(actor, ...entries.flatMap(usesOf));
  const ids = entries.map(({ entry_id: id }) => id);
  deps.resolving.used.mark(workspaceId, ids, new Date(deps.clock.now()));
  return { entries };
}

interface ReadItem {
  want: ResolveItem['want'];
  entry: NamedEntry;
  login: ResolvedLogin | null;
  references: Array<[reference: string, value: Secret]>;
}

async function readItem(
  deps: ClientResolveDeps,
  workspaceId: string,
  { want, references, ...named }: ResolveItem,
): Promise<ReadItem> {
  const reference = entryReferenceOf(named);
  const name = () => nameEntry(deps.db, workspaceId, reference);
  const wantsLogin = want.includes('username') || want.includes('password');
  // A login says whose it is: with an id there is nothing to ask before.
  const entryId = 'entryId' in reference ? reference.entryId : (await name()).entryId;
  const key = { workspaceId, entryId };
  const login = wantsLogin ? await resolveLogin(deps, key) : null;
  const entry = login ?? (await name());
  const read = references.length > 0 ? await readReferences(deps, key, references) : [];
  return { want, entry, login, references: read };
}

function presentItem(
  deps: ClientResolveDeps,
  { want, entry, login, references }: ReadItem,
  code: ResolvedEntry['code'],
  encrypt: Encrypt,
): ResolvedEntry {
  return {
    entry_id: entry.entryId,
    permissioned_user_id: entry.permissionedUserId,
    domain: entry.domain,
    references: Object.fromEntries(references.map(([reference, value]) => [reference, encrypt(value)])),
    login: login && presentLogin(deps, want, login, encrypt),
    code,
  };
}

function presentLogin(
  deps: ClientResolveDeps,
  want: ResolveItem['want'],
  login: ResolvedLogin,
  encrypt: Encrypt,
): NonNullable<ResolvedEntry['login']> {
  const pin = loginPin(login);
  return {
    username: want.includes('username') ? encrypt(login.username) : null,
    password: want.includes('password') ? encrypt(login.password) : null,
    has_one_time_password: login.hasOneTimePassword,
    source: login.source,
    resolved_at: login.resolvedAt.toISOString(),
    refresh_at: login.refreshAt.toISOString(),
    pin: {
      domain: pin.entryDomain,
      extra_origins: pin.extraOrigins,
      autofill: pin.autofill,
      never_origins: pin.neverOrigins,
      insecure_hosts: insecureHostsOf(pin.entryDomain, pin.extraOrigins, deps.insecureHosts),
    },
  };
}

async function readReferences(
  deps: ClientResolveDeps,
  { workspaceId, entryId }: EntryKey,
  references: readonly string[],
): Promise<ReadItem['references']> {
  const entry = await deps.db.withWorkspace(workspaceId, (tx) => requireEntry(tx, workspaceId, entryId));
  const read: ReadItem['references'] = [];
  for (const reference of references) read.push([reference, await readReference(deps, entry, reference)]);
  return read;
}

/** A field of the item that the entry is bound to, and of no other: the entry is what the key was meant for. */
async function readReference(
  deps: ClientResolveDeps,
  entry: EntryWithProvider,
  text: string,
): Promise<Secret> {
  const parsed = parseFieldReference(text);
  if (!parsed.ok) {
    throw new Problem('secret_ref_malformed', { message: parsed.error.message, hint: parsed.error.hint });
  }
  const { secretProvider: connection } = entry;
  const bound = connection ? referenceOf(entry) : null;
  if (!connection || parsed.reference.vault !== bound?.vaultId || parsed.reference.item !== bound.itemId) {
    throw new Problem('reference_outside_entry', {
      message: 'The reference is not of the item that this entry is bound to.',
      hint: 'Name vault and item by the ids in the entry’s secret_ref.',
    });
  }
  return callProvider(deps, connection, (provider) => provider.readField(parsed.reference));
}

async function readCode(
  deps: ClientResolveDeps,
  workspaceId: string,
  entryId: string,
  encrypt: Encrypt,
  signal: AbortSignal | undefined,
): Promise<ResolvedEntry['code']> {
  const code = await takeOneTimeCode(deps, { workspaceId, entryId }, signal ? { signal } : {});
  return {
    value: encrypt(code.code),
    valid_until: new Date(code.validUntil).toISOString(),
    valid_for_ms: Math.max(code.validUntil - deps.clock.now(), 0),
    period_seconds: code.periodSeconds,
    digits: code.digits,
  };
}

function usesOf({ entry_id: id, login, code, references }: ResolvedEntry): Act[] {
  const object = { kind: 'entry', id } as const;
  const parts = [
    ...(login?.username ? ['username'] : []),
    ...(login?.password ? ['password'] : []),
    ...(Object.keys(references).length > 0 ? ['reference'] : []),
  ];
  const from = login?.source ?? 'live';
  return [
    ...(parts.length > 0 ? [{ action: 'secret.resolved' as const, object, detail: { from, parts } }] : []),
    ...(code ? [{ action: 'code.taken' as const, object }] : []),
  ];
}

/** The operator's whole list is nobody's business; a client needs to know about the hosts it may fill. */
function insecureHostsOf(
  domain: string,
  extraOrigins: readonly string[],
  listed: readonly string[],
): string[] {
  if (listed.length === 0) return [];
  const hosts = [domain, ...extraOrigins].flatMap((origin) =>
    URL.canParse(origin) ? [new URL(origin).hostname] : [],
  );
  return listed.filter((host) => hosts.some((own) => host === own || host.startsWith(`${own}:`)));
}
