import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot, isCommand } from './setup/root.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

/** The advisory lock that Prisma's own engine takes (schema-engine, postgres flavour), so that both may be used. */
const PRISMA_LOCK = 72707369;
const LOCK_WAIT_SECONDS = 120;

/** Prisma's table, column by column: `prisma migrate status` and `deploy` read the same history. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the migrations that a database lacks, in the order of their names, and returns those names.
 * Needs nothing but `pg`. Any number of processes may call it at once: one applies, the others then see none.
 * Each migration is one transaction with its own record, so a failure or a kill in the middle leaves no trace.
 * @param {{databaseUrl: string, folder?: string, onLog?: (line: string) => void}} options
 */
export async function migrate({ databaseUrl, folder = inRoot('prisma/migrations'), onLog = () => {} }) {
  const migrations = await readMigrations(folder);
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: databaseUrl, application_name: 'latchkey migrate' });
  await client.connect();
  try {
    await takeLock(client);
    const missing = findMissing(migrations, await readHistory(client), onLog);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Held by the session, so it ends with the connection, however that ends. */
async function takeLock(client) {
  await client.query(`SET lock_timeout = '${LOCK_WAIT_SECONDS}s'`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
  } catch (error) {
    if (error.code !== '55P03') throw error;
    throw new StatedError(
      `Another process has been migrating this database for ${LOCK_WAIT_SECONDS} s. Start again when it is done.`,
    );
  }
  await client.query('SET lock_timeout = 0');
}

async function readHistory(client) {
  const { rows: tables } = await client.query(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present",
  );
  if (!tables[0].present) await client.query(TABLE);
  const { rows } = await client.query(
    'SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  return rows;
}

function findMissing(migrations, history, onLog) {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of history) {
    if (row.finished_at === null)
      throw new StatedError(
        `Migration ${row.name} was begun by Prisma and did not finish. Repair the schema by hand, then run ` +
          `\`npx prisma migrate resolve --rolled-back ${row.name}\` (or --applied).`,
      );
    const migration = known.get(row.name);
    // A newer release ran here before: its additions do not hinder this one, and stopping would forbid a roll-back.
    if (migration === undefined)
      onLog(`The database has a migration that this release does not know: ${row.name}`);
    else if (migration.checksum !== row.checksum)
      throw new StatedError(
        `Migration ${row.name} was changed after it had been applied to this database. Restore the file and put ` +
          'the change into a new migration (npm run migration:new NAME); with data you can do without, delete the data folder.',
      );
  }
  const applied = new Set(history.map((row) => row.name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client, { name, sql, checksum }) {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    // A migration may set a search_path or role of its own; what it set ends with it.
    await client.query('RESET ALL');
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    const at = error.position
      ? ` near ${JSON.stringify(sql.slice(Number(error.position) - 1).slice(0, 80))}`
      : '';
    throw new StatedError(`Migration ${name} failed and was rolled back: ${error.message}${at}`);
  }
}

if (isCommand(import.meta)) {
  await main(async () => {
    const databaseUrl = process.env.DATABASE_URL;
    if (!databaseUrl)
      throw new StatedError(
        'Set DATABASE_URL to the database to migrate. (npm start migrates the embedded one by itself.)',
      );
    const applied = await migrate({ databaseUrl, onLog: console.warn });
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  });
}
