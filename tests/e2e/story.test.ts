import { expect, type Page, test } from '@playwright/test';
import { filesHolding } from './data-folder';
import { changePassword, dataDir, readDemo } from './demo';

/** The main job, by hand, in a workspace that is new: what a newcomer does in the first ten minutes. */
const demo = readDemo();
const email = `newcomer-${Date.now()}@example.com`;
const ownPassword = 'a long enough password';
const workflow = {
  name: 'Read my account',
  description: '',
  steps: [
    { action: 'goto', url: `${demo.site.url}/login` },
    { action: 'sign_in', credential: 'USER' },
    {
      action: 'extract',
      fields: { greeting: { selector: 'h1' }, plan: { selector: '[data-testid="plan"]' } },
    },
    { action: 'screenshot', name: 'account' },
  ],
  vault_schema: { USER: { type: 'credential', domain: demo.site.url } },
};

test.describe.configure({ mode: 'serial' });

test('sign up, connect, bind, run; then a person changes the password and the next run uses it', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signUp(page);
  await connect(page);
  await bind(page);
  await makeWorkflow(page);

  await runAndExpectSuccess(page);
  await expect(page.getByText('Hello, Ada').first()).toBeVisible();
  await expect(page.getByRole('img', { name: /account/ })).toBeVisible();
  await expect(page.getByText(/read live from 1Password/)).toBeVisible();

  await changePassword(demo, 'Acme Prod Login', 'tulip-Harbor-96-quartz');
  await page.getByRole('link', { name: 'Workflows', exact: true }).click();
  await page.getByRole('link', { name: workflow.name }).click();
  await runAndExpectSuccess(page);
  await changePassword(demo, 'Acme Prod Login', 'tulip-Harbor-94-quartz');
});

/** Database files and write-ahead log, logs, whatever else lies there: read as bytes, the way a thief would. */
test('no token, password, seed or key lies in plain form in the data folder', () => {
  const secrets = {
    token: demo.sandbox.service_account_token,
    'read-only token': demo.sandbox.service_account_token_read_only,
    'site password': 'tulip-Harbor-94-quartz',
    'changed site password': 'tulip-Harbor-96-quartz',
    'one-time password seed': 'JUI3JUIFFY22BPYTBDC4G5QRMJQFS7XM',
    'a person’s password': ownPassword,
    'API key': demo.api_key,
    'API encryption key': demo.api_encryption_key,
  };
  // The sandbox plays 1Password and the site, whose business the secrets are; demo.json is for people, and 0600.
  const elsewhere = [/^sandbox\//, /^demo\.json$/];
  expect(filesHolding(dataDir, secrets, elsewhere)).toEqual([]);
  expect(filesHolding(dataDir, { 'a known plain text': email }, elsewhere).length).toBeGreaterThan(0);
});

async function signUp(page: Page): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('New Comer');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(ownPassword);
  await page.getByRole('button', { name: /create|sign up/i }).click();
  await page.getByLabel('Workspace name').fill('First Workspace');
  await page.getByRole('button', { name: /create/i }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
}

async function connect(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Vault', exact: true }).click();
  await page.getByRole('link', { name: 'Add entry' }).first().click();
  await expect(page.getByText('Credentials source')).toHaveCount(0);

  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Connect 1Password' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Production vaults');
  const token = dialog.getByLabel('Service account token');
  await token.fill(demo.sandbox.service_account_token.slice(0, 200));
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog.getByText(/cut off|not complete|whole token/i).first()).toBeVisible();
  await token.fill(demo.sandbox.service_account_token);
  await dialog.getByRole('radio', { name: /^Off/ }).click();
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: 'Production vaults' })).toBeVisible();
  await expect(page.getByText('Automation').first()).toBeVisible();
}

async function bind(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Vault', exact: true }).click();
  await page.getByRole('link', { name: 'Add entry' }).first().click();
  await page.getByLabel('Domain').fill(demo.site.url);
  await page.getByLabel('User id').fill('my-acme');
  await page.getByRole('radio', { name: /^1Password/ }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Search items' }).fill('acme prod');
  await page.getByRole('option', { name: /Acme Prod Login/ }).click();
  await expect(page.getByRole('radio', { name: /^Authenticator/ })).toBeDisabled();
  await page.getByRole('button', { name: /Add entry|Save/ }).click();
  await expect(page).toHaveURL(/\/vault\/[0-9a-f-]{36}$/);
  await expect(page.getByText('Acme Prod Login').first()).toBeVisible();
}

async function makeWorkflow(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Workflows', exact: true }).click();
  await page.getByRole('link', { name: 'New workflow' }).first().click();
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByLabel('Workflow as JSON').fill(JSON.stringify(workflow, null, 2));
  await page.getByRole('button', { name: /Create|Save/ }).click();
  await expect(page.getByRole('heading', { name: workflow.name })).toBeVisible();
}

async function runAndExpectSuccess(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Start run' }).click();
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}$/);
  // A second run may have to wait for the next one-time code.
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: 90_000 });
}
