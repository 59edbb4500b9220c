import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { decideFill, type OriginPin } from './origin-policy';
import { ask } from './well-known-change';

/**
 * Where software puts its change form, for sites on whose pages nothing leads there. Pages that show a form when they
 * are asked for; none that does anything by being asked.
 */
const USUAL_PATHS = [
  '/accounts/password/change/',
  '/accounts/password_change/',
  '/password_change/',
  '/change-password',
  '/change_password',
  '/account/change-password',
  '/account/password',
  '/account/security',
  '/settings/password',
  '/settings/security',
  '/users/edit',
  '/user/password',
  '/user/settings',
  '/profile/password',
  '/profile/security',
  '/my/password',
  '/change',
  '/profile',
  '/account',
  '/settings/profile',
  '/settings/account',
];
/** Of a site that answers every address alike, as applications in the browser do: each try is a page to be loaded. */
const BLIND_PATHS = ['/profile', '/account', '/settings/profile', '/settings/security', '/change-password'];

/** Those of them that the site has, or may have, for a visitor who is signed in. */
export async function usualChangePages(page: Page, pin: OriginPin): Promise<string[]> {
  const { origin } = new URL(page.url());
  const answersAll = (await ask(page, `${origin}/account/${randomUUID()}`))?.ok !== false;
  if (answersAll) return BLIND_PATHS.map((path) => `${origin}${path}`);
  const found: string[] = [];
  for (const path of USUAL_PATHS) {
    const answer = await ask(page, `${origin}${path}`);
    if (answer === null || !answer.ok || !URL.canParse(answer.url)) continue;
    // Sent on to the front page or to the sign-in: there is no such page.
    if (withoutSlash(new URL(answer.url).pathname) !== withoutSlash(path)) continue;
    if (decideFill({ ...pin, topUrl: answer.url, frameUrl: answer.url }).allowed) found.push(answer.url);
  }
  return found;
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}
