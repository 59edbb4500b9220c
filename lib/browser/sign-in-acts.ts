import type { Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { findFields } from './find-fields';
import type { OriginPin } from './origin-policy';
import { readControls } from './page-controls';
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
  const controls = await readControls(page, pin);
  const described = controls.map(({ facts, handle }) => ({
    text: facts.face,
    path: pathOf(facts.href),
    visible: facts.visible,
    handle,
  }));
  const chosen = signInControl({ controls: described });
  const control = described.find(
    ({ text, path, visible }) => visible && text === chosen?.text && path === chosen.path,
  );
  await control?.handle.click({ timeout: 3_000, noWaitAfter: true }).catch(() => {});
  await Promise.all(controls.map(({ handle }) => handle.dispose().catch(() => {})));
}

/** Where software puts its sign-in page when the front page does not lead there. */
const USUAL_PATHS = [
  '/login',
  '/signin',
  '/sign-in',
  '/users/sign_in',
  '/user/login',
  '/auth/login',
  '/account/login',
  '/accounts/login/',
  '/admin',
  '/wp-login.php',
  '/login.php',
  '/index.php/login',
];

/** Tries them one after the other, from the site's front page only. True when one has a field for a password. */
export async function findSignInPage(
  page: Page,
  { pin, clock }: Pick<SignInOptions, 'pin' | 'clock'>,
  timeoutMs: number,
): Promise<boolean> {
  const front = page.url();
  if (!URL.canParse(front) || new URL(front).pathname !== '/') return false;
  const deadline = clock.now() + timeoutMs;
  for (const path of USUAL_PATHS) {
    if (clock.now() >= deadline) break;
    const url = new URL(path, front).href;
    const answer = await page
      .context()
      .request.get(url, { timeout: 4_000, failOnStatusCode: false })
      .catch(() => null);
    const promising = answer?.ok() === true && /<input|<script/i.test(await answer.text().catch(() => ''));
    await answer?.dispose();
    if (!promising) continue;
    await openPage(page, url, 8_000);
    const found = await findFields(page, pin);
    await found.dispose();
    if (found.password !== null || found.username !== null) return true;
  }
  await openPage(page, front, 8_000);
  return false;
}

function pathOf(href: string): string {
  return URL.canParse(href) ? new URL(href).pathname + new URL(href).search : '';
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
