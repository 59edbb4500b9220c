import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { readDemo } from './demo';
import { signIn } from './sign-in';

/** Many entries at once: bound from a list, and looked after. */
const demo = readDemo();
const workspace = `/w/${demo.workspace}`;
const USERS = ['list-orders', 'list-billing'];

test.beforeEach(async ({ page }) => {
  await signIn(page, demo);
});

test.afterAll(async ({ request }) => {
  const headers = { 'cc-key': demo.api_key };
  const list = await request.get(`${demo.url}/api/v1/entries?search=list-`, { headers });
  const entries = z.object({
    data: z.array(z.looseObject({ id: z.string(), permissioned_user_id: z.string() })),
  });
  for (const { id, permissioned_user_id: user } of entries.parse(await list.json()).data) {
    if (USERS.includes(user)) await request.delete(`${demo.url}/api/v1/entries/${id}`, { headers });
  }
});

test('on a phone, what came of a list is scrolled to', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${workspace}/vault/bulk`);
  await page.getByLabel('List', { exact: true }).fill('user;site;password\nada;acme.com;x\n');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText(/Remove the column password/).first()).toBeInViewport({ ratio: 1 });
});

test('a list is checked, corrected, bound, and its bindings are checked', async ({ page }) => {
  await page.goto(`${workspace}/vault`);
  await page.getByRole('link', { name: 'Bind many' }).click();
  const list = page.getByLabel('List', { exact: true });
  await page.getByLabel('CSV file').setInputFiles({
    name: 'entries.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('who;site;password\nlist-orders;orders.northwind.example;x\n'),
  });
  await expect(list).toHaveValue(/list-orders/);
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText(/Remove the column password/).first()).toBeVisible();

  await list.fill(
    'who;site;item\nlist-orders;orders.northwind.example;\nlist-billing;globex.example;Globex Billing\nlist-nobody;nobody.example;\n',
  );
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('3 rows are refused.')).toBeVisible({ timeout: 20_000 });
  await page.getByLabel('who', { exact: true }).selectOption('User id');
  await expect(page.getByText('2 entries will be added, 1 row is refused.')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('row', { name: /list-nobody/ })).toContainText('No item has a website of');
  await page.getByRole('button', { name: 'Bind 2 entries' }).click();
  await expect(page.getByText('2 entries added.')).toBeVisible({ timeout: 20_000 });

  await page.getByRole('link', { name: 'Go to the vault' }).click();
  await page.getByRole('link', { name: 'Check bindings' }).click();
  await page.getByRole('button', { name: 'Check bindings' }).click();
  await expect(page.getByText(/^(All is well with|\d+ bindings? of)/)).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('Show bindings').selectOption('');
  await expect(page.getByRole('row', { name: /list-billing/ })).toContainText('Globex Billing');
});
