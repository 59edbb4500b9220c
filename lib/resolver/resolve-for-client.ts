import { type Actor, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import type { Act } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  type ResolvedEntry,
  type ResolveItem,
  type ResolveRequest,
  resolveRequest,
} from '@/lib/contract/resolve';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import type { ApiEncryptionKey, WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Secret } from '@/lib/kernel/secret';
import { entryReferenceOf, type NamedEntry, nameEntry } from '@/lib/vault/require-entry-by';
import { type ClientLogin, type ClientLoginDeps, clientLogin } from './client-login';
import { readReferences } from './client-references';
import { takeOneTimeCode } from './take-one-time-code';
import { sayingWhich } from './which-entry';

export interface ClientResolveDeps extends ClientLoginDeps {
  audit: ActRecorder;
  workspaceSecrets: WorkspaceSecrets;
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
  const key = await deps.workspaceSecrets.readApiEncryptionKey(workspaceId);
  const read = await Promise.all(
    items.map((item, place) => sayingWhich(place, several, readItem(deps, workspaceId, key, item))),
  );
  const encrypt: Encrypt = (value) => encryptForClient(key.key, value);
  const entries: ResolvedEntry[] = [];
  for (const [place, item] of read.entries()) {
    const { entryId } = item.entry;
    const code = item.want.includes('code')
      ? await sayingWhich(place, several, readCode(deps, workspaceId, entryId, encrypt, caller?.signal))
      : null;
    entries.push(presentItem(item, code, encrypt));
  }
  await deps.audit.record(actor, ...entries.flatMap(usesOf));
  const ids = entries.map(({ entry_id: id }) => id);
  deps.resolving.used.mark(workspaceId, ids, new Date(deps.clock.now()));
  return { entries };
}

interface ReadItem {
  want: ResolveItem['want'];
  entry: NamedEntry;
  login: ClientLogin | null;
  references: Array<[reference: string, value: Secret]>;
}

async function readItem(
  deps: ClientResolveDeps,
  workspaceId: string,
  apiKey: ApiEncryptionKey,
  { want, references, ...named }: ResolveItem,
): Promise<ReadItem> {
  const reference = entryReferenceOf(named);
  const name = () => nameEntry(deps.db, workspaceId, reference);
  const wantsLogin = want.includes('username') || want.includes('password');
  // A login says whose it is: with an id there is nothing to ask before.
  const entryId = 'entryId' in reference ? reference.entryId : (await name()).entryId;
  const key = { workspaceId, entryId };
  const login = wantsLogin ? await clientLogin(deps, key, apiKey) : null;
  const entry = login ?? (await name());
  const read = references.length > 0 ? await readReferences(deps, key, references) : [];
  return { want, entry, login, references: read };
}

function presentItem(
  { want, entry, login, references }: ReadItem,
  code: ResolvedEntry['code'],
  encrypt: Encrypt,
): ResolvedEntry {
  return {
    entry_id: entry.entryId,
    permissioned_user_id: entry.permissionedUserId,
    domain: entry.domain,
    references: Object.fromEntries(references.map(([reference, value]) => [reference, encrypt(value)])),
    login: login && wanted(want, login.login),
    code,
  };
}

function wanted(want: ResolveItem['want'], login: ClientLogin['login']): ClientLogin['login'] {
  const [username, password] = [want.includes('username'), want.includes('password')];
  if (username && password) return login;
  return { ...login, username: username ? login.username : null, password: password ? login.password : null };
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
