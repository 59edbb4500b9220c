import { createServer } from 'node:http';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import type { WebServices } from '@/lib/web-services';

/** The API on a port of this machine, for what speaks HTTP itself: the client library, a child process. */
export async function serveApi(services: WebServices): Promise<{ url: string; close(): Promise<void> }> {
  const tryApi = createNodeListener(createApi(services));
  const server = createServer((incoming, outgoing) => {
    if (!tryApi(incoming, outgoing)) outgoing.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
