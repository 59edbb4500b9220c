import { createServer } from 'node:http';
import { createApiKey } from '@/lib/access/create-api-key';
import { launchChromium } from '@/lib/browser/chromium';
import { latchkey } from '@/lib/client/latchkey';
import { createApi } from '@/lib/http/app';
import { createNodeListener } from '@/lib/http/node-listener';
import type { RunDeps } from '@/lib/runs/execute-run';
import { startSite } from '@/lib/sandbox/site/start';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { findChromium } from '../../scripts/browser.mjs';
import { startWorld } from '../resolver/world';

/** An account that asks for no code: waiting for the next one would be all that is measured. */
export const ROBOT = { username: 'robot@acme.example', password: 'Harbour-lantern-42' };
/** Shown when, and only when, someone is signed in; what a script of one's own would wait for. */
export const SIGNED_IN = 'h1:has-text("Hello")';

/** The product, a site to sign in to, and a browser that all contenders share. */
export async function startSignInWorld() {
  const world = await startWorld();
  const { services, actor, databaseUrl } = world;
  await prepareQueue(databaseUrl);
  const site = await startSite();
  await control(site.controlUrl, '/users', ROBOT);
  const browser = await launchChromium({
    executablePath: process.env.CHROMIUM_PATH ?? (await findChromium()),
  });
  await createEntry(services, actor, {
    permissioned_user_id: 'robot',
    domain: site.url,
    source: 'stored',
    ...ROBOT,
  });
  const workflow = await createWorkflow(services, actor, {
    name: 'sign in',
    steps: [
      { action: 'goto', url: `${site.url}/login` },
      { action: 'sign_in', credential: 'USER' },
    ],
    vault_schema: { USER: { type: 'credential', domain: site.url } },
  });
  const deps: RunDeps = {
    ...services,
    browser: async () => browser,
    insecureHosts: services.env.insecureHosts,
    runs: { retryDelaysMs: [], answerMs: 10_000 },
  };
  const api = createNodeListener(createApi(services, { closing: new AbortController().signal }));
  const server = createServer((incoming, outgoing) => void api(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { key } = await createApiKey(services, actor, { name: 'bench', scopes: ['secrets:resolve'] });
  const encryption = await services.workspaceSecrets.readApiEncryptionKey(actor.workspaceId);
  const client = latchkey({
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    key,
    encryptionKey: encryption.key.reveal(),
  });
  return {
    services,
    actor,
    browser,
    site,
    workflow,
    deps,
    client,
    /** How long the site takes for each answer from now on. */
    latency: (milliseconds: number) => control(site.controlUrl, '/behaviour', { latency_ms: milliseconds }),
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await site.close();
      await world.close();
    },
  };
}

export type SignInWorld = Awaited<ReturnType<typeof startSignInWorld>>;

async function control(url: string, path: string, body: object): Promise<void> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the site’s control refused ${path}: ${response.status}`);
}
