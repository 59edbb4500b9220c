import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordAct } from '@/lib/audit/record-act';
import { appendHead, HeadExport } from '@/lib/audit-log/export-heads';
import { auditKeysOf } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';

const ROOT = join(import.meta.dirname, '../..');
const kek = randomBytes(32);
const [first, second] = [newId(), newId()].sort();
let database: TestDatabase;
let db: Database;
let folder: string;
let headsFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-verify-'));
  headsFile = join(folder, 'heads.jsonl');
  database = await createTestDatabase();
  db = openTestDatabase(database.url, auditKeysOf(kek, []));
  const heads = new HeadExport(db, (head) => appendHead(headsFile, head));
  await act(first, 3);
  await heads.run();
  await act(first, 2);
  await act(second, 4);
  await heads.run();
  await heads.run();
  // Bundles the command.
  const asTyped = await run('scripts/audit-verify.mjs', ['--help']);
  expect(asTyped.output).toContain('Exits 0 when all chains are whole');
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function act(workspaceId = '', count = 1): Promise<void> {
  await db.withWorkspace(workspaceId, async (tx) => {
    const actor = { workspaceId, who: { kind: 'system', name: 'test' } } as const;
    for (let index = 0; index < count; index += 1) {
      recordAct(tx, actor, { action: 'run.started', object: { kind: 'run', id: `${index}` } });
    }
  });
}

/** What `npm run audit:verify` runs; that itself would look for changed sources each time. */
function verify(args: string[], env: Record<string, string> = {}) {
  return run('dist/audit-verify.mjs', args, env);
}

function run(file: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env.PATH ?? '',
      DATABASE_URL: database.url,
      LATCHKEY_KEK: kek.toString('base64'),
      DATA_DIR: folder,
      ...env,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', () => undefined);
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
}

test('heads are written down when a chain has grown, and only then', async () => {
  const lines = (await readFile(headsFile, 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { workspace_id: first, seq: 3 },
    { workspace_id: first, seq: 5 },
    { workspace_id: second, seq: 4 },
  ]);
});

test('the command finds all chains whole, also against the heads that were kept', async () => {
  const { code, output } = await verify(['--heads', headsFile]);
  expect(output.trimEnd().split('\n')).toEqual([
    `${first}  whole   5 records`,
    `${second}  whole   4 records`,
    '2 chains, 0 broken',
  ]);
  expect(code).toBe(0);
});

test('a tail that was cut off is named against the heads, and a chain that is gone altogether', async () => {
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('alter table audit_record no force row level security');
  await owner.query('alter table audit_record disable trigger all');
  await owner.query('create table untouched as select * from audit_record');
  await owner.query('delete from audit_record where workspace_id = $1 or seq > 4', [second]);
  await owner.query('alter table audit_record force row level security');
  try {
    const { code, output } = await verify(['--heads', headsFile]);
    expect(output.trimEnd().split('\n')).toEqual([
      `${first}  BROKEN  Record 5 is missing.`,
      `${second}  BROKEN  Record 1 is missing.`,
      '2 chains, 2 broken',
    ]);
    expect(code).toBe(2);
  } finally {
    await owner.query('alter table audit_record no force row level security');
    await owner.query('truncate audit_record');
    await owner.query('insert into audit_record select * from untouched');
    await owner.query('alter table audit_record force row level security');
    await owner.end();
  }
});

test('what it says as JSON is what it takes as heads', async () => {
  const said = await verify(['--json']);
  const file = join(folder, 'said.jsonl');
  await writeFile(file, said.output);
  await act(first, 1);
  expect((await verify(['--heads', file])).code).toBe(0);
});

test('after a change of the master key it verifies with the former one', async () => {
  const LATCHKEY_KEK = randomBytes(32).toString('base64');
  const former = await verify([], { LATCHKEY_KEK, LATCHKEY_FORMER_KEKS: kek.toString('base64') });
  expect(former.code).toBe(0);
});

test('a database that cannot be read is not called whole', async () => {
  const { code } = await verify([], { DATABASE_URL: 'postgresql://127.0.0.1:1/none' });
  expect(code).toBe(1);
});
