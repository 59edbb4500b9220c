import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditKey, AuditKeys } from '@/lib/crypto/audit-key';
import { openDatabase } from '@/lib/db/database';
import { startEmbedded } from '../scripts/embedded-pg.mjs';
import { migrate } from '../scripts/migrate.mjs';
import { changesWithAndWithout } from './audit/change-measure';
import { readsAtArrivalRate, readsOfManyChains, readsOfOneChain } from './audit/read-measures';
import { report } from './audit/report';
import { verification } from './audit/verify-measure';

/**
 * `npm run bench -- audit [--json]`: what putting acts on record costs, on a PostgreSQL of its own that waits for the
 * disk (fsync on). G24 asks for 300 appended acts a second in one chain.
 */
const json = process.argv.includes('--json');
const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-audit-'));
const postgres = await startEmbedded({ dir });
try {
  await migrate({ databaseUrl: postgres.url });
  const auditKeys = new AuditKeys(AuditKey.derive(Buffer.alloc(32, 5)));
  const db = openDatabase(postgres.url, { auditKeys });
  const deps = { db, auditKeys };
  for (const measure of [
    readsOfOneChain,
    readsOfManyChains,
    readsAtArrivalRate,
    changesWithAndWithout,
    verification,
  ]) {
    for (const line of await measure(deps)) console.log(report(line, json));
  }
  await db.close();
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
// A figure missed on a busy machine is for a person to judge: the exit code tells only whether it could be measured.
process.exit(0);
