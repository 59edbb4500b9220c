import { createServer } from 'node:http';
import { readEnv } from '@/lib/env';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import { createLog, describeError } from '@/lib/log';
import { openWebServices } from '@/lib/web-services';
import { provideApi } from './api-singleton';
import { guardProcess } from './guard-process';
import { startPages } from './pages';
import { prepareQueue } from './queue';
import { ensureDemoWorkspace } from './seed-demo';
import { endWithParent } from './shutdown';

/**
 * A client that opens a connection and says little must not hold it for ever; an answer may take longer (SSE). Node looks
 * every half minute by default, which would be added to both.
 */
const ARRIVAL = { headersTimeout: 15_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 };

/** The web process: the API in front, Next's pages behind it, on one port. */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  const log = createLog('server', env.logLevel);
  guardProcess(env, log);
  const services = openWebServices(env, log);
  const closing = new AbortController();
  const api = createApi(services, { closing: closing.signal });
  provideApi(api);

  const [pages] = await Promise.all([startPages(env), prepareQueue(env.databaseUrl)]);
  const tryApi = createNodeListener(api);
  const server = createServer(ARRIVAL, (incoming, outgoing) => {
    if (!tryApi(incoming, outgoing)) pages.handle(incoming, outgoing);
  });
  server.on('upgrade', pages.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.port, env.host, resolve);
  });
  if (env.demo && env.sandboxAddressesFile) await ensureDemoWorkspace(services, env.sandboxAddressesFile);

  endWithParent(log, async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Streams end cleanly and are opened again at another process: a broken one is an error to some clients.
    closing.abort();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1_000).unref();
    await closed;
    await services.close();
  });
  log.info({ port: env.port, demo: env.demo }, 'ready');
  process.send?.({ type: 'ready' });
}

main().catch((error: unknown) => {
  // Start-up errors are ours and hold no secrets; they must say what to do.
  console.error(error instanceof Error ? error.message : describeError(error).kind);
  process.exit(1);
});
