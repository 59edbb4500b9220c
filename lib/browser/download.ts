import type { Download, Locator, Page } from 'playwright-core';
import { ElementError } from './page-acts';

/** More than that is no report of a portal, and would be held in memory. */
export const MOST_BYTES = 25 * 1024 * 1024;
const COMES_MS = 30_000;
const CLICK_MS = 5_000;

export class DownloadError extends Error {
  override readonly name = 'DownloadError';

  constructor(readonly trouble: 'none_came' | 'failed' | 'too_large') {
    super(trouble);
  }
}

/** Clicks, and takes the file that comes of it. Its name is the site's: scrub it. */
export async function downloadBy(page: Page, element: Locator): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download', { timeout: COMES_MS }).catch(() => null);
  await element.click({ timeout: CLICK_MS }).catch(() => {
    throw new ElementError('unusable');
  });
  const download = await coming;
  if (download === null) throw new DownloadError('none_came');
  try {
    return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
  } finally {
    await download.delete().catch(() => undefined);
  }
}

async function bytesOf(download: Download): Promise<Buffer> {
  const stream = await download.createReadStream().catch(() => null);
  if (stream === null) throw new DownloadError('failed');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > MOST_BYTES) throw new DownloadError('too_large');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
