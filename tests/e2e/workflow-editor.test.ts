import { expect, test } from '@playwright/test';
import { overflow, violations } from './axe';
import { readDemo } from './demo';
import { signIn } from './sign-in';

const demo = readDemo();

test('by the keyboard alone, a step is moved into a repeat, the repeat is told what it goes by, and all is saved', async ({
  page,
}) => {
  await signIn(page, demo);
  await page.goto(`/w/${demo.workspace}/workflows/new`);
  await page.getByRole('textbox', { name: 'Name' }).fill(`Pages ${Date.now()}`);
  await page.getByLabel('Site').fill(demo.site.url);
  await page.getByRole('button', { name: /^1 Open a page/ }).press('Enter');
  await page.getByLabel('Address').fill(`${demo.site.url}/login`);

  await page.getByRole('button', { name: 'Add step', exact: true }).press('Enter');
  const kinds = page.getByRole('menuitem');
  await expect(kinds.first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(kinds.last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Step 4: Repeat' })).toBeVisible();
  await page.getByRole('button', { name: 'Save workflow' }).press('Enter');
  await expect(page.getByText('Step 4: Add at least one step')).toBeVisible();
  await expect(page.getByLabel('Element')).toBeFocused();
  await page.keyboard.type('a.next');

  const down = page.getByRole('button', { name: 'Move step 3 down' });
  await down.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Move step 4 down' })).toBeFocused();
  await expect(page.getByRole('button', { name: /^3 Repeat/ })).toContainText('While a.next is there');
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 844 });
    expect([await violations(page), await overflow(page)]).toEqual([[], 0]);
  }
  await page.getByRole('button', { name: 'Save workflow' }).press('Enter');
  await expect(page).toHaveURL(/\/workflows\/[0-9a-f-]{36}$/);
  await expect(page.getByText('4 steps, version 1.')).toBeVisible();
  await expect(page.getByText('Repeat while a.next is there, 20 times at most')).toBeVisible();
});
