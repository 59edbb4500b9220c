import { createServer } from 'node:http';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import type { WebServices } from '@/lib/web-services';

export interface ServedApi {
  url: string;
  /** As a process that is about to end does. */
  endStreams(): void;
  close(): Promise<void>;
}

/** The API on a port of this machine, for what speaks HTTP itself: the client library, a child process. */
export async function serveApi(services: WebServices): Promise<ServedApi> {
  const closing = new AbortController();
  const tryApi = createNodeListener(createApi(services, { closing: closing.signal }));
  const server = createServer((incoming, outgoing) => {
    if (!tryApi(incoming, outgoing)) outgoing.writeHead(404).end();
  });
  // As in lib/sandbox/listen.ts: what computes in this process may hold up its clients for longer than the usual limit.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    endStreams: () => closing.abort(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
