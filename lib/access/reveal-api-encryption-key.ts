import type { AccessDeps, ApiEncryptionKeyValue } from './access-deps';
import { type Actor, notInPerson, requirePermission } from './actor';
import type { CheckPassword } from './check-password';

export type ApiEncryptionKeyDeps = Pick<AccessDeps, 'workspaceSecrets' | 'audit'> & {
  checkPassword: CheckPassword;
};

/** The key that decrypts what clients send and receive. For people with `keys:admin` who just gave their password. */
export async function revealApiEncryptionKey(
  deps: ApiEncryptionKeyDeps,
  actor: Actor,
  input: { password: string },
): Promise<ApiEncryptionKeyValue> {
  await requireFreshPerson(deps, actor, input.password);
  const value = await deps.workspaceSecrets.readApiEncryptionKey(actor.workspaceId);
  await deps.audit.record(actor, {
    action: 'encryption_key.revealed',
    object: { kind: 'encryption_key', id: 'active' },
  });
  return value;
}

/** An API key is no answer to "is the person who may see this sitting here". */
export async function requireFreshPerson(
  deps: ApiEncryptionKeyDeps,
  actor: Actor,
  password: string,
): Promise<void> {
  requirePermission(actor, 'keys:admin');
  if (actor.who.kind !== 'person') throw notInPerson();
  await deps.checkPassword(actor.who.userId, password);
}
