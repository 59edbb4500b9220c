import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, personActor } from '@/lib/access/actor';
import { createWorkspace } from '@/lib/access/create-workspace';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { readEnv } from '@/lib/env';
import { newId } from '@/lib/kernel/id';
import { createLog } from '@/lib/log';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { createEntry } from '@/lib/vault/create-entry';
import { openWebServices, type WebServices } from '@/lib/web-services';
import { startEmbedded } from '../../scripts/embedded-pg.mjs';
import { migrate } from '../../scripts/migrate.mjs';
import { type Sandbox, startSandbox } from './sandbox-process';

type Mode = 'connect' | 'service_account';

/** The product over a PostgreSQL of its own, against the stand-in of 1Password in another process. */
export interface World {
  services: WebServices;
  sandbox: Sandbox;
  actor: Actor;
  databaseUrl: string;
  /** For a process that serves the same product. */
  settings: Record<string, string>;
  /** As many entries as asked for, each bound to another item, through a new connection. */
  entries(count: number, options: { mode?: Mode; cacheTtlSeconds: number }): Promise<EntryKey[]>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-resolver-'));
  const postgres = await startEmbedded({ dir, throwaway: true });
  await migrate({ databaseUrl: postgres.url });
  const sandbox = await startSandbox();
  const settings = {
    DATABASE_URL: postgres.url,
    LATCHKEY_KEK: randomBytes(32).toString('base64'),
    LATCHKEY_DEMO: '1',
    NODE_ENV: 'test',
  } as const;
  const services = openWebServices(readEnv(settings), createLog('bench', 'silent'));
  const actor = await someone(services);
  const { addresses } = sandbox;
  let connections = 0;

  return {
    services,
    sandbox,
    actor,
    databaseUrl: postgres.url,
    settings,
    async entries(count, { mode = 'connect', cacheTtlSeconds }) {
      connections += 1;
      const connection = await connectSecretProvider(services, actor, {
        name: `connection ${connections}`,
        mode,
        cache_ttl_seconds: cacheTtlSeconds,
        ...(mode === 'connect'
          ? { base_url: addresses.connectUrl, token: addresses.connectToken }
          : { token: addresses.token }),
      });
      const keys: EntryKey[] = [];
      for (const item of addresses.items.slice(0, count)) {
        const entry = await createEntry(services, actor, {
          permissioned_user_id: `${connections} ${item.title}`,
          domain: 'https://acme.example',
          source: 'provider',
          secret_provider_id: connection.id,
          secret_ref: `op://${addresses.vault.id}/${item.id}`,
        });
        keys.push({ workspaceId: actor.workspaceId, entryId: entry.id });
      }
      await sandbox.forget();
      return keys;
    },
    async close() {
      await services.close();
      sandbox.stop();
      await postgres.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function someone(services: WebServices): Promise<Actor> {
  const userId = newId();
  await services.db.people.user.create({ data: { id: userId, name: 'Bench', email: 'bench@example.com' } });
  const person = { userId, name: 'Bench', email: 'bench@example.com' };
  const { id } = await createWorkspace(services, person, { name: 'Bench' });
  return personActor({ ...person, workspaceId: id, role: 'owner' });
}
