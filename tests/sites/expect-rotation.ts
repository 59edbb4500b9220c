import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import type { ChangeVerdict } from '@/lib/browser/change-form-types';
import type { RealSite } from './real-site';
import { rotateByBrowser, signInFresh } from './rotate-by-browser';

const CANDIDATE = 'Walnut-7-bridge-Dawn.x9K';

/**
 * A wrong password is refused, the right one changed, and afterwards the new one works and the old one does not. Software
 * that says nothing after a change has `NONE`.
 */
export async function expectRotation(
  browser: Browser,
  site: RealSite,
  skip: (reason: string) => void,
  says: ChangeVerdict = 'SUCCESS_TEXT',
): Promise<void> {
  if (!site.ok) {
    console.warn(`NOT TRIED: the packages of this site are not to be had here: ${site.reason}`);
    return skip(site.reason);
  }
  try {
    const wrong = await signInFresh(browser, { ...site.account, password: 'Wrong-password-0' });
    expect(wrong.verdict, wrong.evidence.join('\n')).toBe('refused');
    const rotated = await rotateByBrowser(browser, site.account, CANDIDATE);
    expect(rotated.candidate, rotated.evidence.join('\n')).toBe('accepted');
    expect(rotated.submission, rotated.evidence.join('\n')).toMatchObject({
      submitted: true,
      verdict: says,
    });
    const old = await signInFresh(browser, site.account);
    expect(old.verdict, old.evidence.join('\n')).toBe('refused');
  } finally {
    await site.close();
  }
}
