import type { CloudCruise } from 'cloudcruise';
import type { Permission } from '@/lib/contract/workspace';
import { type Client, withApiKey } from './api';
import { officialClient } from './official-client';
import { type ProductWorld, startProductWorld } from './product-world';

export interface WireWorld extends ProductWorld {
  url: string;
  apiKey: string;
  encryptionKey: string;
  /** The npm package with the workspace's keys. */
  cruise: CloudCruise;
  /** The same key without the package, for what it cannot say or does not show. */
  raw: Client;
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
  const url = await world.api.listen();
  const cruise = await officialClient(url, { apiKey: key, encryptionKey });
  return { ...world, url, apiKey: key, encryptionKey, cruise, raw: client };
}
