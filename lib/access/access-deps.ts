import type { ActRecorder } from '@/lib/audit/act-recorder';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { Auth } from './auth';

/** What this room's use cases need of the services. */
export interface AccessDeps {
  db: Database;
  auth: Auth;
  clock: Clock;
  workspaceSecrets: WorkspaceSecrets;
  audit: ActRecorder;
  env: { baseUrl: string };
}

/** The keys a workspace is born with and the one its people may see. */
export interface WorkspaceSecrets {
  /** Workspace key and API encryption key, in the transaction that creates the workspace. */
  provision(tx: WorkspaceTransaction, workspaceId: string): Promise<void>;
  readApiEncryptionKey(workspaceId: string): Promise<ApiEncryptionKeyValue>;
  /** A new key for what is sent from now on; the one before stays readable for its grace time. */
  rotateApiEncryptionKey(
    workspaceId: string,
    also: (tx: WorkspaceTransaction) => void,
  ): Promise<ApiEncryptionKeyValue>;
}

export interface ApiEncryptionKeyValue {
  /** 64 hex digits. */
  key: Secret;
  createdAt: Date;
}
