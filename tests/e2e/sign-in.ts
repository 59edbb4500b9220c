import { expect, type Page } from '@playwright/test';
import type { Demo } from './demo';

/** As the person of the demo. */
export async function signIn(page: Page, demo: Demo): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(demo.email);
  await page.getByLabel('Password').fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
}
