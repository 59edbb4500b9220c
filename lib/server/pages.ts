import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Env } from '@/lib/env';

export interface Pages {
  handle(incoming: IncomingMessage, outgoing: ServerResponse): void;
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Next behind our own server. Loaded here only: lib runs without it. */
export async function startPages(env: Env): Promise<Pages> {
  const { default: next } = await import('next');
  const app = next({ dev: !env.production, hostname: env.host, port: env.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  return {
    handle: (incoming, outgoing) => void handle(incoming, outgoing),
    upgrade: (incoming, socket, head) => void upgrade(incoming, socket, head),
  };
}
