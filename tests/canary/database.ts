import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '@/tests/support/eventually';
import type { CanaryScan } from './scan';

/** A database and the folder of its server, whose superuser no policy keeps from any row. */
export interface CanaryDatabase {
  url: string;
  folder: string;
}

export async function asSuperuser<T>(
  { url, folder }: CanaryDatabase,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const address = new URL(url);
  address.username = 'postgres';
  address.password = readFileSync(join(folder, 'superuser-password'), 'utf8');
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * All values of all tables of all schemas: what a dump would hold. Answers how many rows there were, and sees to it that
 * the files of the database hold them too.
 */
export function scanTables(scan: CanaryScan, database: CanaryDatabase): Promise<number> {
  return asSuperuser(database, async (client) => {
    const tables = await client.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    let rows = 0;
    for (const { schema, name } of tables.rows) {
      const values = await valuesOf(client, schema, name);
      rows += values.length;
      scan.look('database tables', `${schema}.${name}`, values.map((row) => row.join('\n')).join('\n'));
    }
    await client.query('checkpoint');
    return rows;
  });
}

/** As the server writes them, not as a driver reads them. */
async function valuesOf(client: Client, schema: string, name: string): Promise<string[][]> {
  const { rows } = await client.query<string[]>({
    text: `select * from ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`,
    rowMode: 'array',
    types: { getTypeParser: () => String },
  });
  return rows;
}

/** Waits without asking the product, whose every answer is kept. */
export async function untilState(
  database: CanaryDatabase,
  { table, id }: { table: 'rotation' | 'sign_in_check'; id: string },
  states: readonly string[],
  timeoutMs: number,
): Promise<void> {
  await asSuperuser(database, (client) =>
    eventually(
      async () => {
        const { rows } = await client.query<{ state: string }>(`select state from ${table} where id = $1`, [
          id,
        ]);
        const state = rows[0]?.state ?? 'missing';
        if (!states.includes(state)) throw new Error(`${table} ${id} is ${state}`);
        return true;
      },
      { timeoutMs },
    ),
  );
}
