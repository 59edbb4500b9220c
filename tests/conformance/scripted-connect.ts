import { afterEach, vi } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import {
  type ConnectDeps,
  type ConnectProvider,
  createConnectProvider,
} from '@/lib/secrets/onepassword/connect/connect-provider';
import { type ScriptedServer, startScripted } from './scripted-server';

export const REFERENCE = { vaultId: 'v'.repeat(26), itemId: 'i'.repeat(26) };
export const ITEM = {
  id: REFERENCE.itemId,
  title: 'An item',
  version: 1,
  vault: { id: REFERENCE.vaultId },
  category: 'LOGIN',
  updatedAt: '2026-01-01T00:00:00Z',
};
export const token = (name: string) => `eyJhbGciOiJFUzI1NiJ9.e30.${name}`;
export const TOKEN = token('signature');

export const closing: Array<() => Promise<void>> = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

/** Closed after the test, like what connects to it. */
export async function serve(...script: Parameters<typeof startScripted>): Promise<ScriptedServer> {
  const server = await startScripted(...script);
  closing.push(() => server.close());
  return server;
}

export function connectTo({ port }: { port: number }, options: Partial<ConnectDeps> = {}): ConnectProvider {
  const provider = createConnectProvider({
    baseUrl: `http://127.0.0.1:${port}`,
    token: Secret.of(TOKEN),
    targetPolicy: createTargetPolicy(['127.0.0.1:*']),
    clock: systemClock,
    ...options,
  });
  closing.push(() => provider.close());
  return provider;
}
