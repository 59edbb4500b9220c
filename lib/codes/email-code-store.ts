import { openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { EmailCode as EmailCodeRow } from '@/lib/db/generated/client';
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
  times: { receivedAt: Date; arrivedAt: Date; expiresAt: Date },
): Promise<void> {
  const id = newId();
  const keyring = await deps.keys.keyring(workspaceId);
  const sealed = seal(keyring.active, contextOf(id), code);
  await tx.emailCode.create({ data: { workspaceId, id, entryId, sealed, ...times } });
  await tx.$executeRaw`select pg_notify(${EMAIL_CODE_CAME}, ${`${workspaceId}:${entryId}`})`;
}

/** The newest one that is still fresh. Looking at it does not use it up. */
export async function newestEmailCode(
  deps: { keys: WorkspaceKeys },
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: Place,
  now: Date,
): Promise<EmailCode | null> {
  const row = await tx.emailCode.findFirst({
    where: { workspaceId, entryId, expiresAt: { gt: now } },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
  });
  return row && opened(await deps.keys.keyring(workspaceId), row);
}

/** The first that has arrived since, for one caller only: of two who wait, each gets a code of its own. */
export async function takeEmailCode(
  deps: { keys: WorkspaceKeys },
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: Place,
  since: Date,
): Promise<Secret | null> {
  const [row] = await tx.$queryRaw<Array<{ id: string }>>`
    select id from email_code
     where workspace_id = ${workspaceId}::uuid and entry_id = ${entryId}::uuid and arrived_at >= ${since}
     order by arrived_at, id limit 1 for update skip locked`;
  if (!row) return null;
  const taken = await tx.emailCode.delete({ where: { workspaceId_id: { workspaceId, id: row.id } } });
  return opened(await deps.keys.keyring(workspaceId), taken).code;
}

function opened(keyring: WorkspaceKeyring, row: EmailCodeRow): EmailCode {
  return { id: row.id, code: openSecret(keyring, contextOf(row.id), row.sealed), receivedAt: row.receivedAt };
}
