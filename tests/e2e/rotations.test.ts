import { expect, type Locator, type Page, test } from '@playwright/test';
import { readDemo, setSitePassword, sitePassword } from './demo';
import { signIn } from './sign-in';

/** What a person does about a login that has to keep working. */
const demo = readDemo();
const workspace = `/w/${demo.workspace}`;

test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ page }) => {
  await signIn(page, demo);
});

async function openEntry(page: Page): Promise<void> {
  await page.goto(`${workspace}/vault`);
  await page
    .getByRole('link', { name: /acme-prod|127\.0\.0\.1/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /acme-prod/ })).toBeVisible();
}

const card = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

test('an entry is tested, and a refused password is not sent again before someone says so', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openEntry(page);
  const testing = card(page, 'Test sign-in');
  await testing.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(testing.getByText('Signs in', { exact: true })).toBeVisible({ timeout: 90_000 });
  await testing.getByText('How we know').click();
  await expect(testing.getByText(/password: (read live|from the encrypted cache)/)).toBeVisible();

  const before = await sitePassword(demo);
  await setSitePassword(demo, 'changed on the site alone');
  await testing.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(testing.getByText('Does not sign in')).toBeVisible({ timeout: 90_000 });
  await expect(testing.getByText(/Next step:/)).toBeVisible();
  await testing.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(testing.getByText(/was not tried again/)).toBeVisible({ timeout: 60_000 });
  await testing.getByRole('button', { name: 'Send it again anyway' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click();
  await expect(testing.getByText(/was refused 2 times/)).toBeVisible({ timeout: 90_000 });
  await setSitePassword(demo, before);
});
