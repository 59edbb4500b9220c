import type { WorkspaceTransaction } from './database';
import type { Statement } from './workspace-reader';
import type { Found } from './workspace-writer';

/** In a transaction of Prisma, one after the other, what elsewhere goes out together: so that it is written once. */
export async function runStatements(
  tx: WorkspaceTransaction,
  statements: readonly Statement[],
): Promise<Found> {
  const found: unknown[][] = [];
  for (const { text, values } of statements) found.push(await tx.$queryRawUnsafe<unknown[]>(text, ...values));
  return found;
}
