import { openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { newId } from '@/lib/kernel/id';
import type { Secret } from '@/lib/kernel/secret';

/** PostgreSQL channel; the payload is `workspace:entry`. */
export const EMAIL_CODE_CAME = 'email_code_came';

export interface EmailCode {
  id: string;
  code: Secret;
  receivedAt: Date;
}

const contextOf = (rowId: string) =>
  ({ purpose: 'one-time-code', table: 'email_code', column: 'sealed', rowId }) as const;

interface Place {
  workspaceId: string;
  entryId: string;
}

/** Sealed before anything else sees it. Whoever waits for a code of this entry is told when the transaction commits. */
export async function keepEmailCode(
  deps: { keys: WorkspaceKeys },
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: Place,
  code: Secret,
  times: { receivedAt: Date; expiresAt: Date },
): Promise<void> {
  const id = newId();
  const keyring = await deps.keys.keyring(workspaceId);
  const sealed = seal(keyring.active, contextOf(id), code);
  await tx.emailCode.create({ data: { workspaceId, id, entryId, sealed, ...times } });
  await tx.$executeRaw`select pg_notify(${EMAIL_CODE_CAME}, ${`${workspaceId}:${entryId}`})`;
}

/** The newest one that is still fresh; with `after`, only one that came later than that. */
export async function newestEmailCode(
  deps: { keys: WorkspaceKeys },
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: Place,
  { now, after }: { now: Date; after?: Date },
): Promise<EmailCode | null> {
  const where: Prisma.EmailCodeWhereInput = {
    workspaceId,
    entryId,
    expiresAt: { gt: now },
    ...(after ? { receivedAt: { gt: after } } : {}),
  };
  const row = await tx.emailCode.findFirst({ where, orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }] });
  if (!row) return null;
  const keyring = await deps.keys.keyring(workspaceId);
  return { id: row.id, code: openSecret(keyring, contextOf(row.id), row.sealed), receivedAt: row.receivedAt };
}
