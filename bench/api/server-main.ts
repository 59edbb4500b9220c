import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { auditKeysOf } from '@/lib/crypto/audit-key';
import { readEnv } from '@/lib/env';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import { createLog } from '@/lib/log';
import { openWebServices } from '@/lib/web-services';
import { bareHandlers } from './bare-handlers';

/** One side, as the web process serves it: Node's server, one listener. Ends with its parent. */
const env = readEnv(process.env);
const listener =
  process.argv[2] === 'ours'
    ? ours()
    : getRequestListener(bareHandlers(env.databaseUrl, auditKeysOf(env.kek, env.formerKeks)).fetch);
const server = createServer(listener);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.({ origin: `http://127.0.0.1:${address.port}` });
});
process.on('message', () => process.send?.({ megabytes: process.memoryUsage.rss() / 1024 / 1024 }));
process.once('disconnect', () => process.exit(0));

function ours(): RequestListener {
  const services = openWebServices(env, createLog('bench', 'silent'));
  // Its own limit would end the measurement within a second; the counting stays.
  const tryApi = createNodeListener(createApi(services, { keyRequestsPerMinute: Number.MAX_SAFE_INTEGER }));
  return (incoming, outgoing) => {
    if (!tryApi(incoming, outgoing)) outgoing.writeHead(404).end();
  };
}
