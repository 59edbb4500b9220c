import type { CloudCruise } from 'cloudcruise';
import { z } from 'zod';
import type { Permission } from '@/lib/contract/workspace';
import { type Client, withApiKey } from './api';
import { officialClient } from './official-client';
import { type ProductWorld, startProductWorld } from './product-world';
import { serveApi } from './served-api';

export interface WireWorld extends ProductWorld {
  url: string;
  apiKey: string;
  encryptionKey: string;
  /** The npm package with the workspace's keys. */
  cruise: CloudCruise;
  /** A new account at the demo site, and its entry in the vault. With a seed the site asks for a code. */
  account(name: string, options?: { totpSecret?: string; entry?: object }): Promise<SiteAccount>;
  /** A workflow that signs in as USER and then does what is said; its id. */
  workflow(name: string, steps?: object[], input_schema?: object): Promise<string>;
  /** The demo site, bent. */
  site: ProductWorld['site'] & { behave(change: object): Promise<void> };
  /** The same key without the package, for what it cannot say or does not show. */
  raw: Client;
}

export interface SiteAccount {
  permissioned_user_id: string;
  username: string;
  password: string;
  totpSecret: string | null;
}

export const WIRE_SCOPES: readonly Permission[] = [
  'vault:read',
  'vault:write',
  'secrets:resolve',
  'codes:write',
  'workflows:read',
  'workflows:write',
  'providers:read',
  'runs:read',
  'runs:write',
];

/** The product behind a real port, and the official client in front of it. */
export async function startWireWorld(): Promise<WireWorld> {
  const world = await startProductWorld();
  const { key, client } = await withApiKey(world.api, world.client, WIRE_SCOPES);
  const { workspaceSecrets } = world.services;
  const encryptionKey = (await workspaceSecrets.readApiEncryptionKey(world.actor.workspaceId)).key.reveal();
  const served = await serveApi(world.services);
  const cruise = await officialClient(served.url, { apiKey: key, encryptionKey });
  return {
    ...world,
    url: served.url,
    apiKey: key,
    encryptionKey,
    cruise,
    raw: client,
    site: { ...world.site, behave: (change) => control(world, '/behaviour', change) },
    async account(name, { totpSecret, entry = {} } = {}) {
      const username = `${name}@acme.example`;
      const password = `password of ${name}`;
      await control(world, '/users', { username, password, totp_secret: totpSecret ?? null });
      await cruise.vault.create(world.site.url, name, { user_name: username, password, ...entry });
      return { permissioned_user_id: name, username, password, totpSecret: totpSecret ?? null };
    },
    async workflow(name, steps = [], input_schema) {
      const made = await world.client('POST /api/v1/workflows', {
        name,
        steps: [{ action: 'sign_in', credential: 'USER', url: `${world.site.url}/login` }, ...steps],
        vault_schema: { USER: { type: 'credential', domain: world.site.url } },
        ...(input_schema ? { input_schema } : {}),
      });
      if (made.status !== 201) throw new Error(`the workflow was refused: ${made.text}`);
      return z.object({ id: z.string() }).parse(made.body).id;
    },
    async close() {
      await served.close();
      await world.close();
    },
  };
}

async function control(world: ProductWorld, path: string, body: object): Promise<void> {
  const response = await fetch(`${world.site.controlUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the site's control refused: ${response.status}`);
}
