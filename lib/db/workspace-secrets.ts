import { openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import { newApiEncryptionKey } from '@/lib/crypto/wire-encryption';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { invariant } from '@/lib/kernel/assert';
import { newId } from '@/lib/kernel/id';
import { Lately } from '@/lib/kernel/lately';
import type { Secret } from '@/lib/kernel/secret';
import type { Database, WorkspaceTransaction } from './database';
import type { WorkspaceKeys } from './workspace-keys';
import { CURRENT_WORKSPACE } from './workspace-reader';

/**
 * How old what another process did may be: as a check of an API key (lib/access/verify-api-key.ts). Both keys work for
 * days after a rotation, and a person carries the new one over in more than half a second.
 */
const MOMENT_MS = 500;

/** How long a rotated API encryption key still opens what clients send. */
const GRACE_MS = 7 * 24 * 3600 * 1000;

const contextOf = (id: string) =>
  ({ purpose: 'api-encryption-key', table: 'api_encryption_key', column: 'sealed', rowId: id }) as const;

const KEYS_IN_USE = `
  select id, sealed, created_at as "createdAt", grace_until as "graceUntil" from api_encryption_key
   where workspace_id = ${CURRENT_WORKSPACE} and (state = 'active' or (state = 'grace' and grace_until > now()))
   order by state, created_at desc`;

const KEYS_OF_CLIENTS = `
  select api_key_id as "apiKeyId", encryption_key_id as id from client_encryption_key
   where workspace_id = ${CURRENT_WORKSPACE} and api_key_id = any($1)`;

interface KeyRow {
  id: string;
  sealed: Uint8Array;
  createdAt: Date;
  /** Null for the active one. */
  graceUntil: Date | null;
}

export interface ApiEncryptionKey {
  id: string;
  key: Secret;
  createdAt: Date;
}

type UsableKey = ApiEncryptionKey & Pick<KeyRow, 'graceUntil'>;

/** The keys a workspace is born with, and the one that its API clients hold: sealed under the workspace key. */
export interface WorkspaceSecrets {
  provision(tx: WorkspaceTransaction, workspaceId: string): Promise<void>;
  readApiEncryptionKey(workspaceId: string): Promise<ApiEncryptionKey>;
  /** The active key first, then those in their grace time: what a client's ciphertext may be under. */
  apiEncryptionKeys(workspaceId: string): Promise<ApiEncryptionKey[]>;
  /** Of the key under which a client last sent a value, by the client's API key. */
  clientEncryptionKeyId(workspaceId: string, apiKeyId: string): Promise<string | undefined>;
  /** The client of that API key has sent a value under this key. */
  noteClientEncryptionKey(workspaceId: string, apiKeyId: string, encryptionKeyId: string): Promise<void>;
  /** `also` runs in the transaction that changes the key. */
  rotateApiEncryptionKey(
    workspaceId: string,
    also: (tx: WorkspaceTransaction) => void,
  ): Promise<{ key: Secret; createdAt: Date }>;
}

export function createWorkspaceSecrets(db: Database, keys: WorkspaceKeys): WorkspaceSecrets {
  // With every resolve and every stored value that leaves.
  const inUse = new Lately<UsableKey[]>(async (workspaceId) => {
    const statement = { name: 'api_encryption_keys', text: KEYS_IN_USE, values: [] };
    const [keyring, rows] = await Promise.all([
      keys.keyring(workspaceId),
      db.read<KeyRow>(workspaceId, statement),
    ]);
    const opened = rows.map(({ id, sealed, createdAt, graceUntil }) => {
      const key = openSecret(keyring, contextOf(id), sealed);
      return { id, key, createdAt, graceUntil };
    });
    return new Map([[workspaceId, opened]]);
  }, MOMENT_MS);

  // With every value that a client sends.
  const ofClients = new Lately<string>(async (workspaceId, apiKeyIds) => {
    const statement = { name: 'client_encryption_keys', text: KEYS_OF_CLIENTS, values: [apiKeyIds] };
    const rows = await db.read<{ apiKeyId: string; id: string }>(workspaceId, statement);
    return new Map(rows.map(({ apiKeyId, id }) => [apiKeyId, id]));
  }, MOMENT_MS);

  async function readApiEncryptionKey(workspaceId: string) {
    const known = await inUse.get(workspaceId, workspaceId);
    const active = known?.find(({ graceUntil }) => graceUntil === null);
    invariant(active, 'a workspace has an API encryption key');
    return active;
  }

  return {
    async provision(tx, workspaceId) {
      const keyring = await keys.provision(tx, workspaceId);
      await insertKey(tx, workspaceId, keyring);
    },
    readApiEncryptionKey,
    async apiEncryptionKeys(workspaceId) {
      const known = (await inUse.get(workspaceId, workspaceId)) ?? [];
      return known.filter(({ graceUntil }) => graceUntil === null || graceUntil.getTime() > Date.now());
    },
    clientEncryptionKeyId: (workspaceId, apiKeyId) => ofClients.get(workspaceId, apiKeyId),
    async noteClientEncryptionKey(workspaceId, apiKeyId, encryptionKeyId) {
      await db.withWorkspace(workspaceId, (tx) =>
        tx.clientEncryptionKey.upsert({
          where: { workspaceId_apiKeyId: { workspaceId, apiKeyId } },
          create: { workspaceId, apiKeyId, encryptionKeyId },
          update: { encryptionKeyId },
        }),
      );
      ofClients.forget(workspaceId, apiKeyId);
    },
    async rotateApiEncryptionKey(workspaceId, also) {
      const keyring = await keys.keyring(workspaceId);
      await db.withWorkspace(workspaceId, async (tx) => {
        await tx.apiEncryptionKey.updateMany({
          where: { workspaceId, state: 'active' },
          data: { state: 'grace', graceUntil: new Date(Date.now() + GRACE_MS) },
        });
        await insertKey(tx, workspaceId, keyring);
        also(tx);
      });
      inUse.forget(workspaceId, workspaceId);
      return readApiEncryptionKey(workspaceId);
    },
  };
}

async function insertKey(
  tx: WorkspaceTransaction,
  workspaceId: string,
  keyring: WorkspaceKeyring,
): Promise<void> {
  const id = newId();
  const sealed = seal(keyring.active, contextOf(id), newApiEncryptionKey());
  await tx.apiEncryptionKey.create({ data: { workspaceId, id, state: 'active', sealed } });
}
