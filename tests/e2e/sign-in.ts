import { type Cookie, expect, type Page } from '@playwright/test';
import type { Demo } from './demo';

/** By address of a product. Signing in is limited to ten times a minute, as it should be, and stories are many. */
const sessions = new Map<string, Cookie[]>();

/** As the person of the demo: with the session of an earlier story while it is good, else by the form. */
export async function signIn(page: Page, demo: Demo): Promise<void> {
  const kept = sessions.get(demo.url);
  if (kept) await page.context().addCookies(kept);
  await page.goto(kept ? `/w/${demo.workspace}` : '/sign-in');
  const overview = page.getByRole('heading', { name: 'Overview' });
  const form = page.getByLabel('E-mail');
  await expect(overview.or(form)).toBeVisible();
  if (await overview.isVisible()) return;
  await form.fill(demo.email);
  await page.getByLabel('Password').fill(demo.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(overview).toBeVisible();
  const cookies = await page.context().cookies(demo.url);
  sessions.set(
    demo.url,
    cookies.filter(({ name }) => name.includes('session')),
  );
}
