import { randomUUID } from 'node:crypto';
import { createEntry } from '@/lib/vault/create-entry';
import { withApiKey } from './api';
import { type ProductWorld, startProductWorld } from './product-world';
import { serveApi } from './served-api';

/** An account of the demo site that asks for no code, so that signing in twice needs no wait for the next one. */
export const ROBOT = {
  username: 'robot@acme.example',
  /** Everything that an encoding changes, and nothing that stands in a source file. */
  password: `Zq&7 <"Kranich'>/ü%+${randomUUID()}`,
} as const;

export interface ClientWorld extends ProductWorld {
  options: { url: string; key: string; encryptionKey: string };
  /** The same as variables of an environment, without any other of ours. */
  environment: Record<string, string>;
}

/** The product as a person's own program sees it: over HTTP, with a key; entries `acme-prod` (with a code) and `robot`. */
export async function startClientWorld(): Promise<ClientWorld> {
  const world = await startProductWorld();
  const server = await serveApi(world.services);
  await world.bind(await world.connect(), 'Acme Prod Login', 'acme-prod');
  await fetch(`${world.site.controlUrl}/users`, { method: 'POST', body: JSON.stringify(ROBOT) });
  await createEntry(world.services, world.actor, {
    permissioned_user_id: 'robot',
    domain: world.site.url,
    source: 'stored',
    ...ROBOT,
  });
  const { key } = await withApiKey(world.api, world.client, ['secrets:resolve']);
  const encryption = await world.services.workspaceSecrets.readApiEncryptionKey(world.actor.workspaceId);
  const options = { url: server.url, key, encryptionKey: encryption.key.reveal() };
  return {
    ...world,
    options,
    environment: {
      PATH: process.env.PATH ?? '',
      HOME: '/nonexistent',
      LATCHKEY_URL: options.url,
      LATCHKEY_API_KEY: options.key,
      LATCHKEY_ENCRYPTION_KEY: options.encryptionKey,
    },
    async close() {
      await server.close();
      await world.close();
    },
  };
}
