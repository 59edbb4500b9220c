import { rm } from 'node:fs/promises';
import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestInfo,
  type TestType,
} from '@playwright/test';
import type { Page } from 'playwright-core';
import { latchkey } from './latchkey';
import type { EntryName, LatchkeyOptions, SignedIn, SignInPageOptions } from './options';

export interface LatchkeyFixtures {
  /**
   * Signs the page in. A running trace is paused meanwhile and its first part attached to the test; the time it takes
   * does not count against the test's own time-out.
   */
  signIn(page: Page, entry: EntryName, options?: SignInPageOptions): Promise<SignedIn>;
}

export interface LatchkeyWorkerOptions {
  /** `use: { latchkeyOptions: { url } }` in a configuration; what is left out comes from the environment or a file. */
  latchkeyOptions: LatchkeyOptions;
}

const SIGN_IN_MS = 120_000;
const FIRST_PART = 'trace-before-sign-in';

/**
 * Playwright's `test` with `signIn` on top:
 *
 *     import { test, expect } from '@latchkey/client/playwright';
 *     test('invoices', async ({ page, signIn }) => {
 *       await signIn(page, 'acme-prod');
 *     });
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LatchkeyFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & LatchkeyWorkerOptions
> = base.extend<LatchkeyFixtures, LatchkeyWorkerOptions>({
  latchkeyOptions: [{}, { option: true, scope: 'worker' }],
  signIn: async ({ latchkeyOptions }, use, testInfo) => {
    const lk = latchkey(latchkeyOptions);
    const traces: string[] = [];
    await use((page, entry, options = {}) =>
      base.step(`Sign in with ${nameOf(entry)}`, () =>
        untimed(testInfo, options.timeoutMs ?? SIGN_IN_MS, () => {
          const keepTraceAt = testInfo.outputPath(`${FIRST_PART}-${traces.length + 1}.zip`);
          traces.push(keepTraceAt);
          return lk.signIn(page, entry, { recording: 'pause', keepTraceAt, ...options });
        }),
      ),
    );
    await attachTraces(testInfo, traces);
  },
});

export { expect } from '@playwright/test';

function nameOf(entry: EntryName): string {
  if (typeof entry === 'string') return entry;
  return 'id' in entry ? entry.id : entry.user;
}

/** A wait for the next one-time code can be longer than a whole test is usually given. */
async function untimed<T>(testInfo: TestInfo, limitMs: number, work: () => Promise<T>): Promise<T> {
  const { timeout } = testInfo;
  // Zero: the test has no limit.
  if (timeout === 0) return work();
  const started = performance.now();
  testInfo.setTimeout(timeout + limitMs);
  try {
    return await work();
  } finally {
    testInfo.setTimeout(timeout + Math.ceil(performance.now() - started));
  }
}

/** Kept or thrown away as Playwright does with its own part. */
async function attachTraces(testInfo: TestInfo, traces: readonly string[]): Promise<void> {
  const { trace } = testInfo.project.use;
  const mode = typeof trace === 'object' ? trace.mode : trace;
  const passed = testInfo.status === testInfo.expectedStatus;
  for (const path of traces) {
    if (passed && mode?.startsWith('retain-on')) await rm(path, { force: true });
    // Not there when nothing was traced.
    else await testInfo.attach(FIRST_PART, { path, contentType: 'application/zip' }).catch(() => {});
  }
}
