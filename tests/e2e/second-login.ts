import { z } from 'zod';
import type { Demo } from './demo';

/** A login of its own for stories that change passwords or lose items: account on the site, item, and entry. */
export interface SecondLogin {
  entryId: string;
  itemId: string;
  password: string;
  sitePassword(): Promise<string | undefined>;
  itemPassword(): Promise<string | undefined>;
  /** What the entry is bound to now. */
  secretRef(): Promise<string>;
  /** Over the API; the rotation's id. */
  rotate(): Promise<string>;
  remove(): Promise<void>;
}

const withId = z.looseObject({ id: z.string() });
const USERNAME = 'rhea@acme.example';
const PASSWORD = 'walnut-Sextant-35-briar';

export async function makeSecondLogin(demo: Demo): Promise<SecondLogin> {
  const site = `${demo.site.url}/control/users`;
  const items = `${demo.sandbox.control_url}/items`;
  await call('POST', site, { body: { username: USERNAME, password: PASSWORD } });
  const { vaults } = z
    .object({ vaults: z.array(z.looseObject({ id: z.string(), name: z.string() })) })
    .parse(await call('GET', `${demo.sandbox.control_url}/vaults`));
  const vaultId = vaults.find(({ name }) => name === 'Automation')?.id ?? '';
  const item = withId.parse(
    await call('POST', items, {
      body: {
        vault: vaultId,
        title: 'Acme Second Login',
        username: USERNAME,
        password: PASSWORD,
        websites: [demo.site.url],
      },
    }),
  );
  const providers = z
    .looseObject({ data: z.array(withId) })
    .parse(await api(demo, 'GET', '/api/v1/secret-providers'));
  const entry = withId.parse(
    await api(demo, 'POST', '/api/v1/entries', {
      permissioned_user_id: 'acme-second',
      domain: new URL(demo.site.url).origin,
      source: 'provider',
      secret_provider_id: providers.data[0]?.id,
      secret_ref: `op://${vaultId}/${item.id}`,
    }),
  );
  const users = z.array(z.looseObject({ username: z.string(), password: z.string() }));
  return {
    entryId: entry.id,
    itemId: item.id,
    password: PASSWORD,
    async sitePassword() {
      const all = users.parse(await call('GET', site));
      return all.find(({ username }) => username === USERNAME)?.password;
    },
    async itemPassword() {
      return z.looseObject({ password: z.string() }).parse(await call('GET', `${items}/${item.id}`)).password;
    },
    async secretRef() {
      const now = await api(demo, 'GET', `/api/v1/entries/${entry.id}`);
      return z.looseObject({ secret_ref: z.string() }).parse(now).secret_ref;
    },
    async rotate() {
      return withId.parse(await api(demo, 'POST', '/api/v1/rotations', { entry_id: entry.id })).id;
    },
    async remove() {
      await api(demo, 'DELETE', `/api/v1/entries/${entry.id}`);
    },
  };
}

export async function deleteItem(demo: Demo, id: string): Promise<void> {
  await call('DELETE', `${demo.sandbox.control_url}/items/${id}`);
}

export async function rotationState(demo: Demo, id: string): Promise<string> {
  const rotation = await api(demo, 'GET', `/api/v1/rotations/${id}`);
  return z.looseObject({ state: z.string() }).parse(rotation).state;
}

function api(demo: Demo, method: string, path: string, body?: object): Promise<unknown> {
  return call(method, demo.url + path, { key: demo.api_key, ...(body ? { body } : {}) });
}

async function call(
  method: string,
  url: string,
  { body, key }: { body?: object; key?: string } = {},
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(key ? { 'cc-key': key } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
