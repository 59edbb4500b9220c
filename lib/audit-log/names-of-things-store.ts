import type { AuditRow } from '@/lib/audit/chain-store';
import type { WorkspaceTransaction } from '@/lib/db/database';

/** What people call the things that records are about, by id. What is gone is named by what its records say of it. */
export async function namesOfThings(
  tx: WorkspaceTransaction,
  rows: readonly AuditRow[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = (kind: string) => ({
    id: { in: [...new Set(rows.filter((row) => row.objectKind === kind).map((row) => row.objectId))] },
  });
  const entries = await tx.vaultEntry.findMany({
    where: wanted('entry'),
    select: { id: true, permissionedUserId: true, domain: true },
  });
  const connections = await tx.secretProvider.findMany({
    where: wanted('connection'),
    select: { id: true, name: true },
  });
  const workflows = await tx.workflow.findMany({
    where: wanted('workflow'),
    select: { id: true, name: true },
  });
  const runs = await tx.run.findMany({
    where: wanted('run'),
    select: { id: true, workflow: { select: { name: true } } },
  });
  return new Map([
    ...entries.map((entry) => [entry.id, `${entry.permissionedUserId} on ${hostOf(entry.domain)}`] as const),
    ...[...connections, ...workflows].map(({ id, name }) => [id, name] as const),
    ...runs.map((run) => [run.id, run.workflow.name] as const),
  ]);
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}
