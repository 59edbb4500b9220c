import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';

type Fetch = Parameters<typeof getRequestListener>[0];

export interface Listening {
  url: string;
  /** Ends open connections too: a delayed or hanging answer must not keep a process alive. */
  close(): Promise<void>;
}

/** One HTTP server of the sandbox. Rejects when the port is taken. Port 0 takes a free one. */
export async function listen(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  // Node would end a connection after five idle seconds. A client in this very process that computes for so long, as
  // the SDK does when it signs in on a busy machine, would send its next request into one that is ending.
  server.keepAliveTimeout = 0;
  const url = await bound(server, host, port);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bound(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port to listen on'));
      // An address to listen on everywhere is none to connect to.
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(`http://${name.includes(':') ? `[${name}]` : name}:${address.port}`);
    });
  });
}
