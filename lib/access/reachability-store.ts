import type { Database } from '@/lib/db/database';

/** Throws when the database does not answer. */
export async function requireReachable(db: Database): Promise<void> {
  await db.people.$queryRaw`select 1`;
}
