import type { Page } from 'playwright-core';
import type { Secret } from '@/lib/kernel/secret';
import { SecureFillError } from './fill-error';
import { decideFill, type OriginPin } from './origin-policy';
import { assertNotRecording } from './recording-guard';

const PAGE_MS = 20_000;

/**
 * Opens a link that signs in whoever has it. Returns the status that the site answered with.
 *
 * Promise: nothing records; the link leads to where the entry's login may be typed; and no error that comes out carries
 * the address, which Playwright's own quote. Throws SecureFillError or RecordingActiveError.
 */
export async function openSecretLink(page: Page, link: Secret, pin: OriginPin): Promise<number | null> {
  await assertNotRecording(page);
  const address = link.reveal();
  const decision = decideFill({ ...pin, topUrl: address, frameUrl: address });
  if (!decision.allowed) throw new SecureFillError('refused', decision.message, decision.reason);
  const response = await page
    .goto(address, { waitUntil: 'domcontentloaded', timeout: PAGE_MS })
    .catch(() => undefined);
  if (response === undefined) throw new SecureFillError('failed', 'the page of the link did not come');
  return response?.status() ?? null;
}

/**
 * What of a link is found on its own afterwards: in the address of the page, in links of it. Parts without a digit are
 * words, which pages say for other reasons.
 */
export function partsOfLink(link: Secret): string[] {
  const address = link.reveal();
  if (!URL.canParse(address)) return [];
  const { pathname, search, searchParams, hash } = new URL(address);
  const parts = [pathname + search, ...pathname.split('/'), ...searchParams.values(), hash.slice(1)];
  return parts.filter((part) => part.length >= 6 && /\d/.test(part));
}
