import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const named = z.object({ id: z.string(), name: z.string() });

export const addressesSchema = z.object({
  controlUrl: z.string(),
  token: z.string(),
  connectUrl: z.string(),
  connectToken: z.string(),
  vault: named,
  items: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type Addresses = z.infer<typeof addressesSchema>;

export interface Sandbox {
  addresses: Addresses;
  /** Every request to the Connect server takes so much longer from now on; 0 takes that back. */
  delay(milliseconds: number): Promise<void>;
  /** Service accounts are told to slow down from now on; `delay` takes that back. */
  throttle(seconds: number): Promise<void>;
  /** Requests for items since `forget`, one for each item or batch. */
  itemReads(): Promise<number>;
  /** All requests since then, sign-ins among them. */
  requests(): Promise<number>;
  forget(): Promise<void>;
  stop(): void;
}

const log = z.object({ requests: z.array(z.object({ path: z.string() })) });
const ITEM = /\/item\/|\/items\/batch|\/items\/[a-z0-9]{26}$/;

export async function startSandbox(): Promise<Sandbox> {
  const child = fork(new URL('./sandbox-main.ts', import.meta.url), { stdio: 'inherit' });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the sandbox ended before it was ready');
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  const addresses = addressesSchema.parse(message);
  const { controlUrl } = addresses;
  const control = async (path: string, body: object) => {
    const response = await fetch(`${controlUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the sandbox refused ${path}: ${response.status}`);
  };
  const logged = async () => log.parse(await (await fetch(`${controlUrl}/log`)).json()).requests;
  return {
    addresses,
    async delay(milliseconds) {
      await fetch(`${controlUrl}/faults`, { method: 'DELETE' });
      if (milliseconds === 0) return;
      await control('/faults', { delay_ms: milliseconds, times: 1_000_000 });
    },
    async throttle(seconds) {
      await control('/throttle', { seconds });
    },
    async itemReads() {
      return (await logged()).filter(({ path }) => ITEM.test(path)).length;
    },
    requests: async () => (await logged()).length,
    async forget() {
      await fetch(`${controlUrl}/log`, { method: 'DELETE' });
    },
    stop: () => child.disconnect(),
  };
}
