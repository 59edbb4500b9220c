import { expect, type Page, test } from '@playwright/test';
import { overflow, violations } from './axe';
import { readDemo } from './demo';
import { signIn } from './sign-in';

const demo = readDemo();
const workspace = `/w/${demo.workspace}`;

const PAGES = [
  '',
  '/vault',
  '/vault/new',
  '/vault/bulk',
  '/vault/health',
  '/runs',
  '/workflows',
  '/workflows/new',
  '/rotations',
  '/settings/integrations',
  '/settings/members',
  '/settings/api-keys',
  '/settings/api-encryption-key',
  '/settings/audit',
  '/settings/webhooks',
  '/settings/workspace',
  '/settings/appearance',
  '/api',
  '/api#postEntries',
];

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('Loading', { exact: false })).toHaveCount(0);
}

for (const [look, colorScheme, width] of [
  ['light at 1280 px', 'light', 1280],
  ['dark at 390 px', 'dark', 390],
] as const) {
  test(`every page is free of accessibility faults and of sideways scrolling, ${look}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/sign-in');
    await page.setViewportSize({ width, height: 844 });
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 844 });
    await signIn(page, demo);
    await page.setViewportSize({ width, height: 844 });
    const faults: string[] = [];
    for (const path of PAGES) {
      await page.goto(`${workspace}${path}`);
      await settled(page);
      faults.push(...(await violations(page)).map((fault) => `${path || '/'} ${fault}`));
      const tooWide = await overflow(page);
      if (tooWide > 0) faults.push(`${path || '/'} is ${tooWide} px too wide`);
      if (path.startsWith('/settings/')) {
        const settings = page.getByRole('navigation', { name: 'Settings' });
        await expect(settings.locator('[aria-current]')).toBeInViewport({ ratio: 0.9 });
      }
    }
    expect(faults).toEqual([]);
  });
}

test('the keyboard alone reaches the search, and Escape gives the focus back', async ({ page }) => {
  await signIn(page, demo);
  await page.goto(`${workspace}/vault`);
  await settled(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search entries' })).toBeFocused();
  await page.goto(`${workspace}/settings/integrations`);
  await settled(page);
  const connect = page.getByRole('button', { name: 'Connect 1Password' }).first();
  await connect.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(connect).toBeFocused();
});

test('who asks for less motion sees another colour scheme at once', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  // Playwright waits for frames between its calls, and what moves may have come to rest: the page itself looks.
  await page.evaluate(() => {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
      requestAnimationFrame(() => {
        document.body.dataset.moving = String(document.getAnimations().length);
      }),
    );
  });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expect(page.locator('body')).toHaveAttribute('data-moving', '0');
});
