import { createHash, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import pg from 'pg';
import { z } from 'zod';
import { addToChain, lockChain, readChainEnd } from '@/lib/audit/chain-statements';
import type { PlainRecord } from '@/lib/audit/plain-record';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Statement } from '@/lib/db/workspace-reader';
import { type Floor, openFloor } from '../resolver/cached-measure';

/** As many as ours has: lib/db/database.ts. */
const CONNECTIONS = 12;

const ENTRY = `
  select e.*, p.name as provider_name from vault_entry e
    left join secret_provider p on p.workspace_id = e.workspace_id and p.id = e.secret_provider_id
   where e.workspace_id = $1`;
const INSERT = `
  insert into vault_entry (workspace_id, id, permissioned_user_id, domain, source, updated_at)
  values ($1, $2, $3, $4, 'stored', now()) returning *`;
const body = z.object({ permissioned_user_id: z.string(), domain: z.string() });

/**
 * The least that could be done: one prepared statement, one answer in JSON. No key is checked, no transaction enters a
 * workspace, nothing goes on record: connections are of one workspace for good, and the caller says of which. Adding an entry is there twice: by itself, and with its act on record.
 */
export function bareHandlers(databaseUrl: string, auditKeys: AuditKeys): Hono {
  const pools = new Map<string, pg.Pool>();
  const poolOf = (workspace: string) => {
    const pool = pools.get(workspace) ?? workspacePool(databaseUrl, workspace, CONNECTIONS);
    pools.set(workspace, pool);
    return pool;
  };
  const rows = async (workspace: string, name: string, text: string, values: unknown[]) =>
    (await poolOf(workspace).query({ name, text, values })).rows;
  const people = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  let floor: Promise<Floor> | undefined;
  return (
    new Hono()
      .post('/floor', async (c) => {
        floor ??= openFloor(databaseUrl, 350);
        return c.json({ length: (await (await floor).run()).length });
      })
      .get('/vault', async (c) => {
        const workspace = workspaceOf(c);
        const { permissioned_user_id: user, domain } = c.req.query();
        if (user === undefined)
          return c.json(await rows(workspace, 'list', `${ENTRY} order by e.created_at, e.id`, [workspace]));
        const one = `${ENTRY} and e.permissioned_user_id = $2 and e.domain = $3`;
        return c.json((await rows(workspace, 'one', one, [workspace, user, domain]))[0]);
      })
      .post('/vault', async (c) => {
        const { permissioned_user_id: user, domain } = body.parse(await c.req.json());
        const workspace = workspaceOf(c);
        const values = [workspace, randomUUID(), user, domain];
        return c.json((await rows(workspace, 'add', INSERT, values))[0], 201);
      })
      // The same with what has to be committed beside it: the act, at the end of its chain. Nobody shares a commit.
      .post('/vault/on-record', async (c) => {
        const { permissioned_user_id: user, domain } = body.parse(await c.req.json());
        const workspace = workspaceOf(c);
        const client = await poolOf(workspace).connect();
        const ask = async ({ name, text, values }: Statement) =>
          (await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] })).rows;
        try {
          await client.query('begin');
          const id = randomUUID();
          const [row] = await ask({ name: 'add', text: INSERT, values: [workspace, id, user, domain] });
          const end = readChainEnd(await ask(lockChain(workspace)));
          await ask(addToChain(workspace, auditKeys, end, [recordOf(id)]).statement);
          await client.query('commit');
          client.release();
          return c.json(row, 201);
        } catch (error) {
          // With its transaction.
          client.release(true);
          throw error;
        }
      })
      .get('/secret-providers', async (c) => {
        const text = 'select * from secret_provider where workspace_id = $1 order by created_at, id';
        const workspace = workspaceOf(c);
        return c.json(await rows(workspace, 'providers', text, [workspace]));
      })
      .get('/key', async (c) => {
        const hash = createHash('sha256')
          .update(c.req.header('cc-key') ?? '')
          .digest('base64url');
        const text = 'select id, name, permissions from api_key where key = $1';
        return c.json((await people.query({ name: 'key', text, values: [hash] })).rows);
      })
  );
}

function recordOf(id: string): PlainRecord {
  const actor = { actorKind: 'system', actorId: 'bench', actorName: 'bench' };
  const object = { action: 'entry.created', objectKind: 'entry', objectId: id, outcome: 'success' };
  return { ...actor, ...object, requestId: null, addressHash: null, detail: '{}' };
}

function workspaceOf(c: Context): string {
  return z.uuid().parse(c.req.header('x-bench-workspace'));
}

/** Connections that have entered the workspace when they were made: to anybody else its rows do not exist. */
export function workspacePool(connectionString: string, workspaceId: string, max: number): pg.Pool {
  const options = `-c role=latchkey_app -c app.workspace_id=${workspaceId}`;
  return new pg.Pool({ connectionString, max, options });
}
