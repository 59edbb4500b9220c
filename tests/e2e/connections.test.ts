import { expect, type Page, test } from '@playwright/test';
import { readDemo } from './demo';

/** What an admin does with connections, in a workspace of their own. */
const demo = readDemo();
test.describe.configure({ mode: 'serial' });

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('Ada Admin');
  await page.getByLabel('E-mail').fill(`admin-${Date.now()}@example.com`);
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: /create|sign up/i }).click();
  await page.getByLabel('Workspace name').fill('Connections');
  await page.getByRole('button', { name: /create/i }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});
test.afterAll(() => page.close());

async function openIntegrations(): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Secret providers' })).toBeVisible();
}

test('a Connect server is connected, and its token says what it may write', async () => {
  await openIntegrations();
  await page.getByRole('button', { name: 'Connect 1Password' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Connect server/ }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Our Connect server');
  await dialog.getByLabel('Address of the Connect server').fill('http://169.254.169.254');
  await dialog.getByLabel('Connect access token').fill(demo.sandbox.connect_token);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.getByText('Not an address this server may reach')).toBeVisible();
  await dialog.getByLabel('Address of the Connect server').fill(demo.sandbox.connect_host);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 20_000 });
  await expect(page.getByRole('heading', { name: 'Our Connect server' })).toBeVisible();
  const automation = page.getByRole('row', { name: /Automation/ });
  await expect(automation.getByText('Yes')).toHaveCount(2);
});

test('a service account token is replaced after its changes were shown', async () => {
  await openIntegrations();
  await page.getByRole('button', { name: 'Connect 1Password' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Service account');
  await dialog.getByLabel('Service account token').fill(demo.sandbox.service_account_token);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Replace token' }).click();
  await dialog.getByRole('textbox').first().fill(demo.sandbox.service_account_token_read_only);
  await dialog.getByRole('button', { name: 'Show what changes' }).click();
  await expect(dialog.getByText('Lost')).toBeVisible({ timeout: 30_000 });
  await dialog.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(
    page.getByText(`ends in ${demo.sandbox.service_account_token_read_only.slice(-4)}`),
  ).toBeVisible();
});

test('a connection is disabled, marked as such, and enabled again', async () => {
  await page.getByRole('button', { name: 'Disable', exact: true }).click();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Disabled').first()).toBeVisible();
  await page.getByRole('button', { name: 'Enable', exact: true }).first().click();
  await expect(page.getByRole('button', { name: 'Disable', exact: true })).toBeVisible();
});

test('the op command of the sandbox serves a connection, in the demo only by the operator’s path', async ({
  request,
}) => {
  const headers = { 'cc-key': demo.api_key };
  const made = await request.post('/api/v1/secret-providers', {
    headers,
    data: { name: `op ${Date.now()}`, mode: 'cli', token: demo.sandbox.service_account_token },
  });
  expect(made.status()).toBe(201);
  const { id, vaults } = await made.json();
  expect(vaults.map((vault: { title: string }) => vault.title).sort()).toEqual(['Automation', 'Shared']);
  const items = await request.get(`/api/v1/secret-providers/${id}/items?search=acme`, { headers });
  expect((await items.json()).data[0]).toMatchObject({ title: 'Acme Prod Login' });
  expect((await request.delete(`/api/v1/secret-providers/${id}`, { headers })).status()).toBe(204);
});
