import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const demoFile = z.object({
  url: z.url(),
  email: z.email(),
  password: z.string(),
  workspace: z.string(),
  api_key: z.string(),
  api_encryption_key: z.string().regex(/^[0-9a-f]{64}$/),
  sandbox: z.object({
    url: z.url(),
    control_url: z.url(),
    service_account_token: z.string().startsWith('ops_'),
    service_account_token_read_only: z.string().startsWith('ops_'),
    connect_host: z.url(),
    connect_token: z.string().startsWith('eyJ'),
    connect_token_read_only: z.string().startsWith('eyJ'),
    op_path: z.string(),
  }),
  site: z.object({ url: z.url() }),
});

export type Demo = z.infer<typeof demoFile>;

export const dataDir = process.env.LATCHKEY_E2E_DATA_DIR ?? './data';

/** What the started product says about itself; its shape is part of what is tested. */
export function readDemo(): Demo {
  return demoFile.parse(JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')));
}

const items = z.array(z.looseObject({ id: z.string(), title: z.string() }));
const vaults = z.array(z.looseObject({ id: z.string() }));

/** Changes an item as a person would in 1Password, and the site's password with it if asked to. */
export async function changePassword(demo: Demo, title: string, password: string): Promise<void> {
  const control = demo.sandbox.control_url;
  const all = await get(`${control}/vaults`, z.object({ vaults }));
  for (const vault of all.vaults) {
    const list = await get(`${control}/vaults/${vault.id}/items`, z.object({ items }));
    const item = list.items.find((candidate) => candidate.title === title);
    if (item) await send('PATCH', `${control}/items/${item.id}`, { password });
  }
  await setSitePassword(demo, password);
}

/** On the site alone, as if someone had changed it there and told nobody. */
export async function setSitePassword(demo: Demo, password: string): Promise<void> {
  const user = encodeURIComponent('ada@acme.example');
  await send('PATCH', `${demo.site.url}/control/users/${user}`, { password });
}

const siteUsers = z.array(z.looseObject({ username: z.string(), password: z.string() }));

/** What the site accepts now; only the stand-in tells. */
export async function sitePassword(demo: Demo): Promise<string> {
  const users = await get(`${demo.site.url}/control/users`, siteUsers);
  return users.find(({ username }) => username === 'ada@acme.example')?.password ?? '';
}

async function get<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(url);
  return schema.parse(await response.json());
}

async function send(method: string, url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}`);
}
