import { z } from 'zod';
import { type Actor, personActor } from '@/lib/access/actor';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { READ_WRITE_ACCOUNT, seedDemoContent } from '@/lib/sandbox/onepassword/seed-demo-content';
import { type OnePasswordSandbox, startOnePassword } from '@/lib/sandbox/onepassword/start';
import { startSite } from '@/lib/sandbox/site/start';
import { formatSecretReference } from '@/lib/secrets/secret-reference';
import { createEntry } from '@/lib/vault/create-entry';
import type { WebServices } from '@/lib/web-services';
import { type Client, startTestApi, type TestApi } from './api';

export interface ProductWorld {
  api: TestApi;
  services: WebServices;
  onepassword: OnePasswordSandbox;
  site: { url: string; controlUrl: string };
  /** The owner of a workspace that exists for this test file. */
  actor: Actor;
  /** That owner, signed in, with the workspace named. */
  client: Client;
  /** `op://…` of a seeded item. */
  refOf(title: string): string;
  idOf(title: string): string;
  connect(name?: string, cacheTtlSeconds?: number): Promise<SecretProviderView>;
  /** The same vaults through a Connect server, which needs no sign-in and so takes a fraction of the time. */
  connectServer(name?: string, cacheTtlSeconds?: number): Promise<SecretProviderView>;
  bind(connection: SecretProviderView, title: string, userId?: string): Promise<VaultEntryView>;
  /** Reads of items (or of one) that reached the stand-in since the last call of `forgetReads`. */
  itemReads(title?: string): Promise<number>;
  /** All requests that reached it since then. */
  requests(): Promise<number>;
  forgetReads(): Promise<void>;
  vaultId(name: string): string;
  close(): Promise<void>;
}

const log = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });

/** The whole product against the stand-in 1Password and the demo site: nothing in it is pretended. */
export async function startProductWorld(): Promise<ProductWorld> {
  const site = await startSite();
  const onepassword = await startOnePassword({ seed: (store) => seedDemoContent(store, site.url) });
  const api = await startTestApi();
  const { services } = api;
  const { workspace, client } = await api.owner('Olga');
  const actor = personActor({
    workspaceId: workspace.id,
    userId: await ownerId(services),
    name: 'Olga',
    role: 'owner',
  });
  const item = (title: string) => {
    for (const vault of onepassword.store.vaults()) {
      const found = onepassword.store.items(vault.id).find((candidate) => candidate.content.title === title);
      if (found) return { vaultId: vault.id, itemId: found.id };
    }
    throw new Error(`no item ${title} in the sandbox`);
  };
  return {
    api,
    services,
    onepassword,
    site,
    actor,
    client,
    refOf: (title) => formatSecretReference(item(title)),
    idOf: (title) => item(title).itemId,
    connect: (name = '1Password', cacheTtlSeconds = 300) =>
      connectSecretProvider(services, actor, {
        name,
        token: onepassword.token(READ_WRITE_ACCOUNT),
        cache_ttl_seconds: cacheTtlSeconds,
      }),
    connectServer: (name = 'Connect server', cacheTtlSeconds = 300) =>
      connectSecretProvider(services, actor, {
        name,
        mode: 'connect',
        base_url: onepassword.connect.url,
        token: onepassword.connect.token(READ_WRITE_ACCOUNT),
        cache_ttl_seconds: cacheTtlSeconds,
      }),
    bind: (connection, title, userId = title) =>
      createEntry(services, actor, {
        permissioned_user_id: userId,
        domain: site.url,
        source: 'provider',
        secret_provider_id: connection.id,
        secret_ref: formatSecretReference(item(title)),
      }),
    async itemReads(title) {
      const id = title === undefined ? '' : item(title).itemId;
      const response = await fetch(`${onepassword.controlUrl}/log`);
      return log
        .parse(await response.json())
        .requests.filter((call) => /\/item\/|\/items\/batch|\/items\/[a-z0-9]{26}$/.test(call.path))
        .filter((call) => call.path.includes(id)).length;
    },
    async requests() {
      const response = await fetch(`${onepassword.controlUrl}/log`);
      return log.parse(await response.json()).requests.length;
    },
    vaultId(name) {
      const vault = onepassword.store.vaults().find((candidate) => candidate.name === name);
      if (!vault) throw new Error(`no vault ${name} in the sandbox`);
      return vault.id;
    },
    async forgetReads() {
      await fetch(`${onepassword.controlUrl}/log`, { method: 'DELETE' });
    },
    async close() {
      await api.close();
      await onepassword.close();
      await site.close();
    },
  };
}

async function ownerId(services: WebServices): Promise<string> {
  const user = await services.db.people.user.findFirstOrThrow({ where: { email: 'olga@example.com' } });
  return user.id;
}

/** As a person would in 1Password. */
export async function editItem(
  world: ProductWorld,
  title: string,
  change: Record<string, unknown>,
): Promise<void> {
  const response = await fetch(`${world.onepassword.controlUrl}/items/${world.idOf(title)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!response.ok) throw new Error(`the edit was refused: ${response.status} ${await response.text()}`);
}

const pendingFaults = z.object({ faults: z.array(z.unknown()) });

/** The request that the one scripted fault is for has come to the stand-in, and waits. */
export async function isDelayed(world: ProductWorld): Promise<boolean> {
  const answer = await fetch(`${world.onepassword.controlUrl}/faults`);
  return pendingFaults.parse(await answer.json()).faults.length === 0;
}

/** Has it answered. */
export async function letGo(world: ProductWorld): Promise<void> {
  await controlPost(world, '/faults/let-go');
}

export async function controlPost(world: ProductWorld, path: string, body?: object): Promise<Response> {
  const response = await fetch(`${world.onepassword.controlUrl}${path}`, {
    method: 'POST',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`the sandbox refused: ${response.status} ${await response.text()}`);
  return response;
}
