import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { decideFill, type OriginPin } from './origin-policy';

const ASK_MILLISECONDS = 5_000;

/**
 * The address under which a site offers its change form (w3c.github.io/webappsec-change-password-url), or null.
 *
 * Many sites answer every address with 200. The probe of that draft tells them: an address that cannot exist must
 * not be answered with success. It is asked with the page's own cookies, as the browser would.
 */
export async function wellKnownChange(page: Page, pin: OriginPin): Promise<string | null> {
  const { origin } = new URL(page.url());
  const address = `${origin}/.well-known/change-password`;
  const nowhere = `${origin}/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200-${randomUUID()}`;
  const answer = await ask(page, address);
  if (
    answer === null ||
    !answer.ok ||
    !decideFill({ ...pin, topUrl: answer.url, frameUrl: answer.url }).allowed
  )
    return null;
  const control = await ask(page, nowhere);
  return control !== null && !control.ok ? address : null;
}

/** Whether an address is answered with success, and where it leads, asked with the page's own cookies. */
export async function ask(page: Page, url: string): Promise<{ ok: boolean; url: string } | null> {
  const response = await page
    .context()
    .request.get(url, { timeout: ASK_MILLISECONDS, maxRedirects: 5, failOnStatusCode: false })
    .catch(() => null);
  if (response === null) return null;
  const answer = { ok: response.ok(), url: response.url() };
  await response.dispose();
  return answer;
}
