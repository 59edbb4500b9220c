import type { Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import { SecureFillError } from './fill-error';
import { findFields } from './find-fields';
import type { HeldElement } from './held-element';
import type { OriginPin } from './origin-policy';

const LOOK_EVERY_MS = 250;
const FIELD_MS = 15_000;

/** Where a page asks for a one-time code: one field, or a box for each character. Waits until it does. */
export async function findCodeFields(
  page: Page,
  pin: OriginPin,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly HeldElement[]> {
  const until = clock.now() + FIELD_MS;
  for (;;) {
    const found = await findFields(page, pin);
    if (found.code.length > 0) return found.code;
    await found.dispose();
    if (clock.now() >= until) throw new SecureFillError('unfillable', 'the page shows no field for a code');
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
