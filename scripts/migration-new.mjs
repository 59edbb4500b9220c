import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { inRoot, isCommand } from './setup/root.mjs';
import { schemaDiff } from './setup/schema-diff.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

const SCHEMA = inRoot('prisma/schema.prisma');
const FOLDER = inRoot('prisma/migrations');
/** The schema as of the newest migration. Whoever writes one with `prisma migrate dev` copies the schema over it. */
const SNAPSHOT = inRoot('prisma/migrations/schema.snapshot.prisma');
const PROVIDER_LOCK =
  '# Written for Prisma: the kind of database these migrations are for.\nprovider = "postgresql"\n';
/** What `--check` shows of the missing SQL: enough to recognise the change. */
const SHOWN_LINES = 20;

const USAGE = `npm run migration:new NAME     writes prisma/migrations/<time>_NAME/migration.sql from the changes in schema.prisma
npm run migration:new -- --check   exits 1 when schema.prisma has changes without a migration
NAME is lower case with underscores. Data moves, policies and triggers are added to the SQL by hand.`;

async function command() {
  const [argument] = process.argv.slice(2);
  if (argument === '--check') return check();
  if (argument === undefined || !/^[a-z][a-z0-9_]*$/.test(argument)) throw new StatedError(USAGE);
  await writeMigration(argument);
}

async function check() {
  const sql = await pendingSql();
  if (sql !== '')
    throw new StatedError(
      `schema.prisma has changes without a migration (npm run migration:new NAME):\n${headOf(sql)}`,
    );
  console.log('Every change of schema.prisma has its migration.');
}

async function writeMigration(name) {
  const sql = await pendingSql();
  if (sql === '') throw new StatedError('schema.prisma has no changes since the last migration.');
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = `${FOLDER}/${stamp}_${name}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/migration.sql`, sql);
  if (!existsSync(`${FOLDER}/migration_lock.toml`))
    await writeFile(`${FOLDER}/migration_lock.toml`, PROVIDER_LOCK);
  await copyFile(SCHEMA, SNAPSHOT);
  console.log(`Wrote ${folder}/migration.sql`);
}

async function pendingSql() {
  const before = existsSync(SNAPSHOT) ? await readFile(SNAPSHOT, 'utf8') : undefined;
  return schemaDiff(before, await readFile(SCHEMA, 'utf8'));
}

function headOf(sql) {
  const lines = sql.trimEnd().split('\n');
  const rest = lines.length - SHOWN_LINES;
  return lines.slice(0, SHOWN_LINES).join('\n') + (rest > 0 ? `\n… and ${rest} more lines` : '');
}

if (isCommand(import.meta)) await main(command);
