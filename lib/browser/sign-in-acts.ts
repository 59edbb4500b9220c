import type { Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { OriginPin } from './origin-policy';
import { readPageFacts } from './page-facts';
import { signInControl } from './page-text-policy';
import type { OneTimeCode, SignInLogin, SignInOptions } from './sign-in-types';

/** Where a sign-in begins; null when the page is already there. */
export function startAddress(page: Page, login: SignInLogin, options: SignInOptions): string | null {
  const stated = options.recipe?.url ?? login.loginUrl;
  if (stated !== undefined) return stated;
  if (page.url() !== 'about:blank') return null;
  const { entryDomain } = options.pin;
  return entryDomain.includes('://') ? entryDomain : `https://${entryDomain}`;
}

/** A page that does not load is no error here: the first look says what is wrong with it. */
export async function openPage(page: Page, url: string, timeoutMs: number): Promise<void> {
  await page.goto(url, { waitUntil: 'domcontentloaded', timeout: timeoutMs }).catch(() => null);
}

/** For an entry that leads to a site's front page. A link that cannot be pressed shows in the next look. */
export async function followSignInLink(page: Page, pin: OriginPin): Promise<void> {
  const words = signInControl(await readPageFacts(page, pin));
  if (words === null) return;
  const controls = page.locator('a, button, [role=button]').filter({ hasText: words, visible: true });
  await controls
    .first()
    .click({ timeout: 3_000, noWaitAfter: true })
    .catch(() => {});
}

/** Null when the code did not come within the time left, or came too late to be used. */
export async function askInTime(
  ask: () => Promise<OneTimeCode>,
  clock: Clock,
  timeLeftMs: number,
): Promise<Secret | null> {
  const answered = new AbortController();
  const late = clock.sleep(timeLeftMs, answered.signal).then(
    () => null,
    () => null,
  );
  try {
    const answer = await Promise.race([ask(), late]);
    return answer === null || answer.expiresAt <= clock.now() ? null : answer.code;
  } finally {
    answered.abort();
  }
}
