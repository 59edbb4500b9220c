import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

export const addressesSchema = z.object({
  token: z.string(),
  connectUrl: z.string(),
  connectToken: z.string(),
  vault: z.object({ id: z.string(), name: z.string() }),
  item: z.object({ id: z.string(), title: z.string() }),
  /** An account that sees one vault with 10,000 logins. */
  bulkToken: z.string(),
});
export type Addresses = z.infer<typeof addressesSchema>;

/** The sandbox outside of this process, so that its work is not counted as the clients'. */
export async function startSandboxProcess(): Promise<{ addresses: Addresses; stop(): void }> {
  const child = fork(new URL('./sandbox-main.ts', import.meta.url), { stdio: 'inherit' });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the sandbox ended before it was ready');
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return { addresses: addressesSchema.parse(message), stop: () => child.disconnect() };
}
