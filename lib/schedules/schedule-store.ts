import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, RotationSchedule, RotationSetting } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';
import type { Plan } from './schedule-policy';

export interface ScheduleKey {
  workspaceId: string;
  entryId: string;
}

const withEntry = { entry: { select: { permissionedUserId: true, domain: true } } } as const;
export type ScheduleRow = RotationSchedule & { entry: { permissionedUserId: string; domain: string } };

export function findSchedule(
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: ScheduleKey,
): Promise<ScheduleRow | null> {
  if (!isId(entryId)) return Promise.resolve(null);
  return tx.rotationSchedule.findUnique({
    where: { workspaceId_entryId: { workspaceId, entryId } },
    include: withEntry,
  });
}

/** Throws `not_found` for an entry without a schedule, an unknown one and one of another workspace alike. */
export async function requireSchedule(tx: WorkspaceTransaction, key: ScheduleKey): Promise<ScheduleRow> {
  const row = await findSchedule(tx, key);
  if (!row) throw new Problem('not_found', { message: 'This entry has no rotation schedule.' });
  return row;
}

/** What is due first comes first; the place of a row in the list is its due date. */
export async function readSchedules(
  tx: WorkspaceTransaction,
  workspaceId: string,
  due: { before?: Date; from?: Date },
  page: { after?: Place | undefined; take: number },
): Promise<Array<ScheduleRow & Place>> {
  const conditions: Prisma.RotationScheduleWhereInput[] = [
    { workspaceId },
    ...(due.before ? [{ dueAt: { lt: due.before }, paused: false }] : []),
    ...(due.from ? [{ OR: [{ dueAt: { gte: due.from } }, { paused: true }] }] : []),
    ...(page.after ? [laterThan(page.after)] : []),
  ];
  const rows = await tx.rotationSchedule.findMany({
    where: { AND: conditions },
    include: withEntry,
    orderBy: [{ dueAt: 'asc' }, { entryId: 'asc' }],
    take: page.take,
  });
  return rows.map((row) => ({ ...row, createdAt: row.dueAt, id: row.entryId }));
}

function laterThan({ createdAt: dueAt, id: entryId }: Place): Prisma.RotationScheduleWhereInput {
  return { OR: [{ dueAt: { gt: dueAt } }, { dueAt, entryId: { gt: entryId } }] };
}

export type Settings = Pick<
  RotationSetting,
  'timeZone' | 'flagAfterDays' | 'rotateOnForcedChange' | 'flagsCheckedAt'
>;

const DEFAULTS: Settings = {
  timeZone: 'UTC',
  flagAfterDays: null,
  rotateOnForcedChange: false,
  flagsCheckedAt: null,
};

export async function readSettings(tx: WorkspaceTransaction, workspaceId: string): Promise<Settings> {
  return (await tx.rotationSetting.findUnique({ where: { workspaceId } })) ?? DEFAULTS;
}

export function planOf(
  {
    everyDays,
    windowFrom,
    windowTo,
    weekdays,
  }: Pick<RotationSchedule, 'everyDays' | 'windowFrom' | 'windowTo' | 'weekdays'>,
  timeZone: string,
): Plan {
  const window =
    windowFrom === null || windowTo === null ? null : { from: windowFrom, to: windowTo, weekdays };
  return { everyDays, window, timeZone };
}
