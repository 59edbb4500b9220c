import type { Page } from 'playwright-core';
import { filledFieldsOf } from '@/lib/browser/filled-fields';
import { decideFill, type OriginPin } from '@/lib/browser/origin-policy';
import { assertNotRecording, pauseTrace, RecordingActiveError } from '@/lib/browser/recording-guard';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { systemClock } from '@/lib/kernel/clock';
import { LatchkeyError, SignInError } from './errors';
import { findEntry } from './find-entry';
import { openCode, openLogin } from './opened-entry';
import type { EntryName, SignedIn, SignInPageOptions } from './options';
import type { ServerCalls } from './server-calls';
import type { Settings } from './settings';

const SIGN_IN_MS = 120_000;

export interface PageSignIn {
  calls: ServerCalls;
  settings: Settings;
}

/**
 * Signs a person's own page in.
 *
 * Promise: values are asked for only after it is certain that nothing records the page; they are typed only where the
 * entry's pin allows; a code is asked for when the page wants one, fresh, and once more should the site refuse it;
 * nothing that was typed is left in a form, where a later trace or the report of a failed test would find it; every
 * error is a LatchkeyError that holds no value, or the reason of the caller's own signal.
 */
export async function signInPage(
  deps: PageSignIn,
  page: Page,
  name: EntryName,
  options: SignInPageOptions = {},
): Promise<SignedIn> {
  requireChromium(page);
  try {
    const resume =
      options.recording === 'pause' ? await pauseTrace(page.context(), options.keepTraceAt) : undefined;
    try {
      return outcomeOf(await attempt(deps, page, name, options));
    } finally {
      await filledFieldsOf(page.context()).clear();
      await resume?.();
    }
  } catch (error) {
    if (!(error instanceof RecordingActiveError)) throw error;
    throw recordingRefused(error);
  }
}

async function attempt(
  { calls, settings }: PageSignIn,
  page: Page,
  name: EntryName,
  options: SignInPageOptions,
): Promise<SignInOutcome> {
  await assertNotRecording(page);
  const { signal } = options;
  const want = ['username', 'password'] as const;
  const entry = await findEntry(calls, name, { want: [...want], pageUrl: page.url(), signal });
  if (entry.login === null) throw new LatchkeyError('unexpected_answer', 'The answer holds no login.');
  const { pin, hasOneTimePassword, ...login } = openLogin(settings.encryptionKey, entry.login);
  const oneTimeCode = async () => {
    const again = await findEntry(calls, { id: entry.entry_id }, { want: ['code'], signal });
    if (again.code === null) throw new LatchkeyError('unexpected_answer', 'The answer holds no code.');
    return openCode(settings.encryptionKey, again.code, systemClock.now());
  };
  return signIn(
    page,
    {
      ...login,
      loginUrl: startOf(page, entry.domain, pin, options.url),
      ...(hasOneTimePassword ? { oneTimeCode } : {}),
    },
    {
      pin,
      clock: systemClock,
      timeoutMs: options.timeoutMs ?? SIGN_IN_MS,
      recipe: options.recipe,
      signal,
      onEvidence: options.onStep,
    },
  );
}

/** The page as it is, when it is on the entry's site; else the entry's site, or the address that was asked for. */
function startOf(page: Page, domain: string, pin: OriginPin, url: string | undefined): string | undefined {
  if (url !== undefined) return new URL(url, domain).href;
  const here = page.url();
  return decideFill({ ...pin, topUrl: here, frameUrl: here }).allowed ? undefined : domain;
}

function outcomeOf(outcome: SignInOutcome): SignedIn {
  if (outcome.signedIn) return { evidence: outcome.evidence };
  throw new SignInError(outcome.code, outcome.category, outcome.message, outcome.evidence);
}

function requireChromium(page: Page): void {
  const browser = page.context().browser()?.browserType().name() ?? 'chromium';
  if (browser === 'chromium') return;
  throw new LatchkeyError('browser_unsupported', `Signing in needs Chromium; this page is in ${browser}.`, {
    hint: 'Sign in with Chromium and hand the session on with storageState().',
  });
}

function recordingRefused({ message }: RecordingActiveError): LatchkeyError {
  return new LatchkeyError('recording_active', `${message[0]?.toUpperCase()}${message.slice(1)}.`, {
    hint:
      "A trace: pass { recording: 'pause' }, or stop it before signIn and start it afterwards. A HAR or a video: sign " +
      'in before it begins, in a context of its own, and hand the session on with storageState().',
  });
}
