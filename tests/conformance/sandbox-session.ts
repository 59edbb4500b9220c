import { type Client, createClient } from '@1password/sdk';
import { z } from 'zod';
import { seedDemoContent } from '@/lib/sandbox/onepassword/seed-demo-content';
import {
  type OnePasswordOptions,
  type OnePasswordSandbox,
  startOnePassword,
} from '@/lib/sandbox/onepassword/start';
import type { Vault } from '@/lib/sandbox/onepassword/store/vault';

const pendingFaults = z.object({ faults: z.array(z.unknown()) });

export const SITE_URL = 'http://127.0.0.1:4999';

export function startSeeded(options: OnePasswordOptions = {}): Promise<OnePasswordSandbox> {
  return startOnePassword({ seed: (store) => seedDemoContent(store, SITE_URL), ...options });
}

/** The real SDK. About 600 ms of arithmetic each: share one per test file where the test allows. */
export function signIn(token: string): Promise<Client> {
  return createClient({ auth: token, integrationName: 'Sandbox Conformance', integrationVersion: '1.0.0' });
}

export function vaultNamed(sandbox: OnePasswordSandbox, name: string): Vault {
  const vault = sandbox.store.vaults().find((candidate) => candidate.name === name);
  if (!vault) throw new Error(`no vault ${name}`);
  return vault;
}

export function itemIdOf(sandbox: OnePasswordSandbox, title: string): string {
  const items = sandbox.store.vaults().flatMap((vault) => sandbox.store.items(vault.id));
  const item = items.find((candidate) => candidate.content.title === title);
  if (!item) throw new Error(`no item ${title}`);
  return item.id;
}

/** One call of the control API, e.g. `control(sandbox, 'POST /throttle', { seconds: 5 })`. */
export async function control(sandbox: OnePasswordSandbox, call: string, body?: unknown) {
  const [method = '', path = ''] = call.split(' ');
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${sandbox.controlUrl}${path === '/' ? '' : path}`, init);
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

/** The request that the one scripted fault is for has come, and waits. */
export async function isDelayed(sandbox: OnePasswordSandbox): Promise<boolean> {
  const { answer } = await control(sandbox, 'GET /faults');
  return pendingFaults.parse(answer).faults.length === 0;
}

/** Does something right after the SDK got its answer to the first request that matches, and before it goes on. */
export async function afterAnswerTo<T>(
  request: RegExp,
  action: () => void,
  run: () => Promise<T>,
): Promise<T> {
  const before = globalThis.fetch;
  let done = false;
  globalThis.fetch = async (input, init) => {
    const response = await before(input, init);
    const text = input instanceof Request ? `${input.method} ${new URL(input.url).pathname}` : '';
    if (!done && request.test(text)) {
      done = true;
      action();
    }
    return response;
  };
  try {
    return await run();
  } finally {
    globalThis.fetch = before;
  }
}
