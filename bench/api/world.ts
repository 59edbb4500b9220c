import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { personActor } from '@/lib/access/actor';
import { createApiKey } from '@/lib/access/create-api-key';
import { createWorkspace } from '@/lib/access/create-workspace';
import { PERMISSIONS } from '@/lib/contract/workspace';
import { encryptForClient } from '@/lib/crypto/wire-encryption';
import { readEnv } from '@/lib/env';
import { newId } from '@/lib/kernel/id';
import { createLog } from '@/lib/log';
import { openWebServices, type WebServices } from '@/lib/web-services';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { migrate } from '../../scripts/migrate.mjs';
import { workspacePool } from './bare-handlers';
import { bundleServer, type Server, startServer } from './server';

export interface Tenant {
  workspaceId: string;
  apiKey: string;
  /** As its client encrypts them. */
  values: { user_name: string; password: string };
}

/** The API and the bare handlers, each in a process of its own, over one PostgreSQL. */
export interface World {
  ours: Server;
  bare: Server;
  /** A workspace with so many entries, bound to items of one connection, and a key that may do everything. */
  tenant(entries: number): Promise<Tenant>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-api-'));
  const postgres = await startEmbedded({ dir, throwaway: true });
  await migrate({ databaseUrl: postgres.url });
  const settings = {
    DATABASE_URL: postgres.url,
    LATCHKEY_KEK: randomBytes(32).toString('base64'),
    LATCHKEY_DEMO: '1',
    NODE_ENV: 'production',
  } as const;
  const services = openWebServices(readEnv(settings), createLog('bench', 'silent'));
  const program = await bundleServer();
  const [ours, bare] = await Promise.all([
    startServer(program, 'ours', settings),
    startServer(program, 'bare', settings),
  ]);
  return {
    ours,
    bare,
    async tenant(entries) {
      const made = await newTenant(services);
      await fill(workspacePool(postgres.url, made.workspaceId, 1), made.workspaceId, entries);
      // As the database does by itself within a minute; nobody adds so many at one stroke.
      await services.db.people.$executeRaw`analyze vault_entry`;
      return made;
    },
    async close() {
      ours.stop();
      bare.stop();
      await services.close();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function newTenant(services: WebServices): Promise<Tenant> {
  const userId = newId();
  const person = { userId, name: 'Bench', email: `${userId}@example.com` };
  const { db } = services;
  await db.people.user.create({ data: { id: userId, name: person.name, email: person.email } });
  const { id } = await createWorkspace(services, person, { name: `Bench ${userId}` });
  const actor = personActor({ ...person, workspaceId: id, role: 'owner' });
  const { key } = await createApiKey(services, actor, { name: 'bench', scopes: [...PERMISSIONS] });
  const { key: encryptionKey } = await services.workspaceSecrets.readApiEncryptionKey(id);
  const encrypted = (value: string) => encryptForClient(encryptionKey, value);
  const values = { user_name: encrypted('ada@acme.example'), password: encrypted('correct horse battery') };
  return { workspaceId: id, apiKey: key, values };
}

export const DOMAIN = 'https://acme.example';
export const userOf = (number: number) => `user ${number}`;

/** By the database itself: saving a hundred thousand entries is not what is measured. */
async function fill(pool: pg.Pool, workspaceId: string, entries: number): Promise<void> {
  const providerId = newId();
  await pool.query(
    `insert into secret_provider (workspace_id, id, mode, name, token_last_four, updated_at)
     values ($1, $2, 'service_account', 'Bench', 'AbCd', now())`,
    [workspaceId, providerId],
  );
  await pool.query(
    `insert into vault_entry (workspace_id, id, permissioned_user_id, domain, source, secret_provider_id, secret_ref,
       item, created_at, updated_at)
     select $1, gen_random_uuid(), 'user ' || n, $3, 'provider', $2, 'op://hfnjvi6aymbsnfc2xeeoheizda/7yq3sv2nbzgbfgw5t6cs3ijcmq',
       '{"title":"Acme Prod Login","vault_title":"Automation","has_username":true,"has_password":true,"has_one_time_password":true,"websites":["https://acme.example"]}',
       now() + n * interval '1 millisecond', now()
     from generate_series(1, $4::int) as n`,
    [workspaceId, providerId, DOMAIN, entries],
  );
  await pool.end();
}
