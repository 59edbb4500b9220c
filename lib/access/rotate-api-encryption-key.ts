import { recordAct } from '@/lib/audit/record-act';
import type { ApiEncryptionKeyValue } from './access-deps';
import type { Actor } from './actor';
import { type ApiEncryptionKeyDeps, requireFreshPerson } from './reveal-api-encryption-key';

/** A new key, shown to the person who asked; what was sent under the one before is readable for its grace time. */
export async function rotateApiEncryptionKey(
  deps: ApiEncryptionKeyDeps,
  actor: Actor,
  input: { password: string },
): Promise<ApiEncryptionKeyValue> {
  await requireFreshPerson(deps, actor, input.password);
  return deps.workspaceSecrets.rotateApiEncryptionKey(actor.workspaceId, (tx) =>
    recordAct(tx, actor, {
      action: 'encryption_key.rotated',
      object: { kind: 'encryption_key', id: 'active' },
    }),
  );
}
