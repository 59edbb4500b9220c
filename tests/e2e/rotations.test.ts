import { expect, type Locator, type Page, test } from '@playwright/test';
import { overflow, violations } from './axe';
import { readDemo, setSitePassword, sitePassword } from './demo';
import { deleteItem, makeSecondLogin, rotationState } from './second-login';
import { signIn } from './sign-in';

/** What a person does about a login that has to keep working: test it, schedule it, help the site along, rotate it. */
const demo = readDemo();
const workspace = `/w/${demo.workspace}`;

test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ page }) => {
  await signIn(page, demo);
});

async function openEntry(page: Page): Promise<void> {
  await page.goto(`${workspace}/vault`);
  await page
    .getByRole('row', { name: /acme-prod/ })
    .getByRole('link')
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
  await testing.getByRole('button', { name: 'Test sign-in' }).click();
  await expect(testing.getByText(/was not tried again/)).toBeVisible({ timeout: 60_000 });
  await testing.getByRole('button', { name: 'Send it again anyway' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click();
  await expect(testing.getByText('Signs in', { exact: true })).toBeVisible({ timeout: 90_000 });
});

test('an entry gets a schedule, which is listed until it is removed', async ({ page }) => {
  await openEntry(page);
  const rotation = card(page, 'Rotation');
  await expect(rotation.getByText(/^Not scheduled/)).toBeVisible();
  await rotation.getByRole('button', { name: 'Schedule' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Every how many days').fill('0');
  await dialog.getByRole('button', { name: 'Save schedule' }).click();
  await expect(dialog.getByText('At least one day', { exact: true })).toBeVisible();
  await dialog.getByLabel('Every how many days').fill('30');
  await dialog.getByLabel('Only within a window').check();
  await dialog.getByLabel('Sat').check();
  await dialog.getByRole('button', { name: 'Save schedule' }).click();
  await expect(dialog).toBeHidden();
  await expect(rotation.getByText(/Every 30 days, 22:00 to 04:00 on Sat \(UTC\)/)).toBeVisible();

  await page.getByRole('link', { name: /^Rotations/ }).click();
  await page.getByRole('tab', { name: 'Scheduled (1)' }).click();
  await expect(page.getByRole('row', { name: /acme-prod/ })).toContainText('Every 30 days');
  await page
    .getByRole('row', { name: /acme-prod/ })
    .getByRole('link')
    .first()
    .click();
  await card(page, 'Rotation').getByRole('button', { name: 'Schedule' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove schedule' }).click();
  await expect(card(page, 'Rotation').getByText(/^Not scheduled/)).toBeVisible();
});

test('a recipe says what is wrong with it, and is tried before it is saved', async ({ page }) => {
  // The try waits for a code that nobody used yet.
  test.setTimeout(180_000);
  await openEntry(page);
  await page.getByRole('link', { name: 'State what is not found by itself' }).click();
  const text = page.getByLabel('Recipe as JSON');
  await text.fill('{ "change": { "url": "https://evil.example/" } }');
  await page.getByRole('button', { name: 'Save recipe' }).click();
  await expect(page.getByText(/change\.url: Not an address on/)).toBeVisible();
  await text.fill(`{ "change": { "url": "${demo.site.url}/account/security/password" } }`);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText('Change form found')).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Save recipe' }).click();
  await expect(page.getByText(/by Demo/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove recipe' }).click();
  await expect(page.getByText(/^None yet: the site/)).toBeVisible();
});

test('Rotate now shows first what a rotation would meet, then changes the password and tells how', async ({
  page,
}) => {
  const login = await makeSecondLogin(demo);
  await page.goto(`${workspace}/vault/${login.entryId}`);
  await card(page, 'Rotation').getByRole('button', { name: 'Rotate now' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Nothing stands in the way.')).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Write access' })).toContainText('Fine');
  await dialog.getByRole('button', { name: 'Rotate now' }).click();
  await expect(page).toHaveURL(/\/rotations\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { name: /^Rotation of .*acme-second/ })).toBeVisible();
  const happened = card(page, 'What happened');
  await expect(happened.getByText('Done', { exact: true })).toBeVisible({ timeout: 45_000 });
  await expect(card(page, 'Where the passwords are')).toContainText('in the item, as its password');
  await expect(card(page, 'Sign-ins that were tried')).toContainText('Signed in');
  expect(await login.sitePassword()).not.toBe(login.password);
  expect(await login.itemPassword()).toBe(await login.sitePassword());
  await login.remove();
});

test('a rotation whose item was deleted meanwhile needs a person, who has it made anew', async ({ page }) => {
  const login = await makeSecondLogin(demo);
  const id = await login.rotate();
  await expect.poll(() => rotationState(demo, id), { timeout: 30_000, intervals: [100] }).toBe('verifying');
  await deleteItem(demo, login.itemId);
  await page.goto(`${workspace}/rotations`);
  await page.getByRole('tab', { name: /^Needs you \(1\)/ }).click({ timeout: 40_000 });
  const row = page.getByRole('row', { name: /acme-second/ });
  await expect(row).toContainText('Restore the item in 1Password');
  await row.getByRole('link').first().click();
  await expect(page.getByText('Nothing is lost: both passwords are kept')).toBeVisible();
  const answer = card(page, 'Your answer');
  await expect(answer.getByRole('listitem').first()).toContainText('binds the entry to it');
  await answer.getByRole('button', { name: 'Restore the item' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restore the item' }).click();
  await expect(page.getByText('Demo had the item restored.')).toBeVisible({ timeout: 20_000 });
  // It signs in once nothing can be on its way to the site any more, over a minute after the form was sent.
  await expect(page.getByText('Signing in to find out which password the site accepts.')).toBeVisible();
  expect(await login.secretRef()).not.toContain(login.itemId);
});

for (const [look, colorScheme, width] of [
  ['light at 1280 px', 'light', 1280],
  ['dark at 390 px', 'dark', 390],
] as const) {
  test(`the pages about rotations are free of accessibility faults, ${look}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const faults: string[] = [];
    const look = async (name: string) => {
      faults.push(...(await violations(page)).map((fault) => `${name}: ${fault}`));
      if ((await overflow(page)) > 0) faults.push(`${name} is too wide`);
    };
    await openEntry(page);
    await page.setViewportSize({ width, height: 844 });
    await expect(card(page, 'Rotation').getByText('Never rotated yet.')).toBeVisible();
    await look('entry');
    await card(page, 'Rotation').getByRole('button', { name: 'Schedule' }).click();
    await page.getByRole('dialog').getByLabel('Only within a window').check();
    await look('schedule dialog');
    await page.keyboard.press('Escape');
    await card(page, 'Rotation').getByRole('button', { name: 'Rotate now' }).click();
    await expect(page.getByRole('dialog').getByText('Write access')).toBeVisible({ timeout: 30_000 });
    await look('rotate dialog');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'State what is not found by itself' }).click();
    await expect(page.getByLabel('Recipe as JSON')).toBeVisible();
    await look('recipe');
    await page.goto(`${workspace}/rotations`);
    for (const tab of ['Needs you', 'Running', 'Overdue', 'Scheduled', 'Skipped', 'Done']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await look(tab);
    }
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog').getByLabel('Time zone')).toBeVisible();
    await look('settings dialog');
    expect(faults).toEqual([]);
  });
}
