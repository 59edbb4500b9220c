import type { CloudCruise } from 'cloudcruise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SignedUp, startTestApi, type TestApi, withApiKey } from '../support/api';

let api: TestApi;
let owner: SignedUp & { workspace: { id: string } };
let apiKey: string;
let encryptionKey: string;
let cruise: CloudCruise;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Vera');
  const scopes = [
    'vault:read',
    'vault:write',
    'workflows:read',
    'workflows:write',
    'providers:read',
    'runs:read',
    'runs:write',
  ];
  apiKey = (await withApiKey(api, owner.client, scopes)).key;
  encryptionKey = (await api.services.workspaceSecrets.readApiEncryptionKey(owner.workspace.id)).key.reveal();
  cruise = await officialClient(encryptionKey);
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  await api?.close();
});

/** The npm package, unmodified. It knows one address only, so that one is led to the API in this process. */
async function officialClient(key: string): Promise<CloudCruise> {
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (url.origin !== 'https://api.cloudcruise.com') return realFetch(input, init);
    return api.request(`${url.pathname}${url.search}`, init ?? {});
  };
  const { CloudCruise: Client } = await import('cloudcruise');
  return new Client({ apiKey, encryptionKey: key });
}

const LOGIN = {
  permissioned_user_id: 'acme-prod',
  domain: 'https://acme.example',
  user_name: 'robot@acme.example',
  password: 'pässword with ünicode',
};

describe('the official cloudcruise client', () => {
  test('stores a login and reads it back in clear, while the wire carries ciphertext only', async () => {
    const made = await create(cruise);
    expect(made).toMatchObject({ permissioned_user_id: 'acme-prod', workspace_id: owner.workspace.id });

    const raw = await api.anyone.with({ 'cc-key': apiKey })('GET /vault');
    expect(raw.text).not.toContain(LOGIN.password);
    expect(raw.text).not.toContain(LOGIN.user_name);

    const [read] = await cruise.vault.get({ ...key(), decryptCredentials: true });
    expect(read).toMatchObject(LOGIN);
  });

  test('gets one bare entry for user and domain, an array for anything less', async () => {
    const raw = api.anyone.with({ 'cc-key': apiKey });
    const one = await raw(
      `GET /vault?permissioned_user_id=acme-prod&domain=${encodeURIComponent(LOGIN.domain)}`,
    );
    expect(one.body).toMatchObject({ permissioned_user_id: 'acme-prod' });
    const some = await raw('GET /vault?permissioned_user_id=acme-prod');
    expect(some.body).toMatchObject([{ permissioned_user_id: 'acme-prod' }]);
  });

  test('changes a login and deletes it', async () => {
    await cruise.vault.update({ ...LOGIN, password: 'new password' });
    const [changed] = await cruise.vault.get({ ...key(), decryptCredentials: true });
    expect(changed?.password).toBe('new password');
    await cruise.vault.delete(key());
    await expect(cruise.vault.get(key())).rejects.toThrow('There is no such entry in this workspace.');
  });

  test('is told in words when its encryption key is the wrong one', async () => {
    const wrong = await officialClient('0'.repeat(64));
    await expect(create(wrong)).rejects.toThrow(/not ciphertext under the API encryption key/);
  });

  test('lists workflows and what a run of one needs', async () => {
    const input_schema = { type: 'object', properties: { year: { type: 'string' } }, required: ['year'] };
    const steps = [{ action: 'goto', url: 'https://acme.example/{{input.year}}' }];
    const made = await owner.client('POST /api/v1/workflows', { name: 'Invoices', steps, input_schema });
    expect(made.status, made.text).toBe(201);

    const workflows = await cruise.workflows.getAllWorkflows();
    expect(workflows).toMatchObject([{ name: 'Invoices', enable_popup_handling: false }]);
    const metadata = await cruise.workflows.getWorkflowMetadata(workflows[0]?.id ?? '');
    expect(metadata).toMatchObject({ input_schema });
  });
});

test('a dry run or a webhook, which we do not have, is refused and not quietly dropped', async () => {
  const client = api.anyone.with({ 'cc-key': apiKey });
  const body = { workflow_id: crypto.randomUUID(), run_input_variables: {} };
  for (const extra of [{ dry_run: { enabled: true } }, { webhook: { metadata: {} } }]) {
    const answer = await client('POST /run', { ...body, ...extra });
    expect(answer.status).toBe(422);
  }
});

test('the wire takes keys only: a session is not enough', async () => {
  for (const path of ['/vault', '/workflows', '/secret-providers']) {
    expect((await owner.client(`GET ${path}`)).status).toBe(401);
  }
});

function key() {
  return { permissioned_user_id: LOGIN.permissioned_user_id, domain: LOGIN.domain };
}

function create(client: CloudCruise) {
  const { user_name, password } = LOGIN;
  return client.vault.create(LOGIN.domain, LOGIN.permissioned_user_id, { user_name, password });
}
