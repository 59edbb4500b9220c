import type { AuditKeys } from '@/lib/crypto/audit-key';
import { invariant } from '@/lib/kernel/assert';
import type { Prisma } from './generated/client';

type Transaction = Prisma.TransactionClient;

/** What goes with a workspace's transaction besides its queries. */
export interface TransactionContext {
  readonly workspaceId: string;
  readonly auditKeys: AuditKeys;
}

interface Bound extends TransactionContext {
  lastWork: Array<() => Promise<void>>;
}

/** By the transaction itself, so that a function that is handed one needs nothing else. */
const bound = new WeakMap<Transaction, Bound>();

export function bindTransaction(tx: Transaction, context: TransactionContext): void {
  bound.set(tx, { ...context, lastWork: [] });
}

export function contextOf(tx: Transaction): TransactionContext {
  return known(tx);
}

/**
 * Work that runs when the caller's is done, before the commit; if it fails, nothing is committed. Meant for what holds a
 * lock that others wait for: taken last it is held for the commit only, and cannot be half of a deadlock.
 */
export function beforeCommit(tx: Transaction, work: () => Promise<void>): void {
  known(tx).lastWork.push(work);
}

export async function runLastWork(tx: Transaction, prepare?: () => Promise<void>): Promise<void> {
  const { lastWork } = known(tx);
  if (lastWork.length === 0) return;
  await prepare?.();
  for (const work of lastWork) await work();
}

function known(tx: Transaction): Bound {
  const context = bound.get(tx);
  invariant(context, 'the transaction belongs to a workspace');
  return context;
}
