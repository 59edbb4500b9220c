import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { verifyAllChains } from '@/lib/audit-log/verify-all-chains';
import { faultWords } from '@/lib/audit-log/verify-audit-log';
import { type AuditHead, auditHead } from '@/lib/contract/audit-log';
import { auditKeysOf } from '@/lib/crypto/audit-key';
import { openDatabase } from '@/lib/db/database';
import { readEnv } from '@/lib/env';

const USAGE = `audit:verify [--heads FILE] [--json]

Reads every audit chain of the database and names the first record of each that is not as it was written.
--heads FILE   heads that were exported before, as JSON lines (LATCHKEY_AUDIT_HEADS_FILE, GET /api/v1/audit/head):
               then a chain whose end was cut off is found, too
--json         one JSON line for each chain, with its head, which can be kept as the next FILE

Exits 0 when all chains are whole, 2 when one is not, 1 when they could not be read.`;

/** The command behind `npm run audit:verify`. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { heads: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const heads = values.heads === undefined ? [] : await readHeads(values.heads);
  const env = readEnv(process.env);
  const auditKeys = auditKeysOf(env.kek, env.formerKeks);
  const db = openDatabase(env.databaseUrl, { auditKeys, maxConnections: 2 });
  let chains = 0;
  let faults = 0;
  try {
    for await (const { workspaceId, records, head, fault } of verifyAllChains({ db, auditKeys }, heads)) {
      chains += 1;
      if (fault) faults += 1;
      const words = fault ? faultWords(fault.reason, fault.seq) : null;
      if (values.json) console.log(JSON.stringify({ workspace_id: workspaceId, records, head, fault }));
      else console.log(`${workspaceId}  ${words ? `BROKEN  ${words}` : `whole   ${records} records`}`);
    }
  } finally {
    await db.close();
  }
  if (!values.json) console.log(`${chains} chains, ${faults} broken`);
  return faults > 0 ? 2 : 0;
}

/** Lines of `--json` and of the exported heads alike; a chain may be in them many times. */
async function readHeads(file: string): Promise<AuditHead[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line, index) => {
    const parsed: unknown = JSON.parse(line);
    const wrapped = typeof parsed === 'object' && parsed !== null && 'head' in parsed ? parsed.head : parsed;
    if (wrapped === null) return [];
    const head = auditHead.safeParse(wrapped);
    if (!head.success) throw new Error(`line ${index + 1} of ${file} is no head of an audit chain`);
    return [head.data];
  });
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : 'the chains could not be read');
    process.exit(1);
  });
