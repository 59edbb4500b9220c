import type { WorkspaceTransaction } from '@/lib/db/database';
import { contextOf } from '@/lib/db/transaction-context';
import { addToChain, lockChain, readChainEnd } from './chain-statements';
import type { PlainRecord } from './plain-record';

/** Within the transaction of an act: the chain of its workspace is locked from here to the commit. */
export async function appendToChain(
  tx: WorkspaceTransaction,
  records: readonly PlainRecord[],
): Promise<void> {
  const { workspaceId, auditKeys } = contextOf(tx);
  const lock = lockChain(workspaceId);
  const end = readChainEnd(await tx.$queryRawUnsafe(lock.text, ...lock.values));
  const { statement } = addToChain(workspaceId, auditKeys, end, records);
  await tx.$executeRawUnsafe(statement.text, ...statement.values);
}
