import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Actor, personActor } from '@/lib/access/actor';
import { createApiKey } from '@/lib/access/create-api-key';
import { createWorkspace } from '@/lib/access/create-workspace';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { listProviderItems } from '@/lib/connections/list-provider-items';
import { PERMISSIONS } from '@/lib/contract/workspace';
import { createEntry } from '@/lib/vault/create-entry';
import type { WebServices } from '@/lib/web-services';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { demoWorkflow } from './demo-workflow';

const addresses = z.object({
  url: z.url(),
  control_url: z.url(),
  service_account_token: z.string(),
  service_account_token_read_only: z.string(),
  connect_host: z.url(),
  connect_token: z.string(),
  connect_token_read_only: z.string(),
  op_path: z.string(),
  site: z.object({ url: z.url() }),
});

const demoFile = z.looseObject({ url: z.string(), email: z.string(), password: z.string() });

const DEMO_EMAIL = 'demo@latchkey.example';
const ITEM_TITLE = 'Acme Prod Login';

/**
 * The demo workspace: someone to sign in as, a connection to the sandbox, a bound entry and a workflow ready to run.
 * Made once, through the same use cases as everyone else's; `demo.json` (0600) says how to get in. Later starts only
 * refresh the addresses in that file.
 */
export async function ensureDemoWorkspace(services: WebServices, addressesFile: string): Promise<void> {
  const sandbox = addresses.parse(JSON.parse(readFileSync(addressesFile, 'utf8')));
  const file = join(services.env.dataDir, 'demo.json');
  const known = await readDemoFile(file);
  if (known && (await services.db.people.user.count({ where: { email: DEMO_EMAIL } })) > 0) {
    if (known.url !== services.env.baseUrl)
      await writePrivate(file, { ...known, url: services.env.baseUrl, sandbox });
    return;
  }
  const password = randomBytes(12).toString('base64url');
  // A demo.json that was lost while its database stayed: its password is gone, so the person is made anew.
  await services.db.people.user.deleteMany({ where: { email: DEMO_EMAIL } });
  const { user } = await services.auth.api.signUpEmail({
    body: { name: 'Demo', email: DEMO_EMAIL, password },
  });
  const workspace = await createWorkspace(
    services,
    { userId: user.id, name: user.name, email: user.email },
    { name: 'Demo' },
  );
  const actor = personActor({ workspaceId: workspace.id, userId: user.id, name: user.name, role: 'owner' });
  await fillWorkspace(services, actor, sandbox);
  const { key } = await createApiKey(services, actor, { name: 'demo', scopes: [...PERMISSIONS] });
  const encryption = await services.workspaceSecrets.readApiEncryptionKey(workspace.id);
  const { site, ...onepassword } = sandbox;
  await writePrivate(file, {
    url: services.env.baseUrl,
    email: DEMO_EMAIL,
    password,
    workspace: workspace.slug,
    api_key: key,
    api_encryption_key: encryption.key.reveal(),
    sandbox: onepassword,
    site,
  });
}

async function fillWorkspace(
  services: WebServices,
  actor: Actor,
  sandbox: z.infer<typeof addresses>,
): Promise<void> {
  const connection = await connectSecretProvider(services, actor, {
    name: '1Password sandbox',
    token: sandbox.service_account_token,
  });
  const items = await listProviderItems(services, actor, { id: connection.id, search: ITEM_TITLE });
  const item = items.data[0];
  if (!item) throw new Error(`the sandbox has no item named ${ITEM_TITLE}`);
  const domain = new URL(sandbox.site.url).origin;
  await createEntry(services, actor, {
    permissioned_user_id: 'acme-prod',
    domain,
    user_alias: 'Acme production',
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: item.ref,
  });
  await createWorkflow(services, actor, demoWorkflow(domain));
}

async function readDemoFile(file: string): Promise<z.infer<typeof demoFile> | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return demoFile.safeParse(JSON.parse(text)).data ?? null;
}

/** Whole or not at all, and never readable by others, not for a moment either. */
async function writePrivate(file: string, content: object): Promise<void> {
  const temporary = `${file}.new`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}
