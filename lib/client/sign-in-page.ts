import type { Page } from 'playwright-core';
import { decideFill, type OriginPin } from '@/lib/browser/origin-policy';
import { guardRecording, RecordingActiveError } from '@/lib/browser/recording-guard';
import { signIn } from '@/lib/browser/sign-in';
import { systemClock } from '@/lib/kernel/clock';
import { LatchkeyError, SignInError } from './errors';
import { findEntry } from './find-entry';
import { openCode, openLogin } from './opened-entry';
import type { EntryName, SignedIn, SignInPageOptions } from './options';
import type { ServerCalls } from './server-calls';
import type { Settings } from './settings';

const SIGN_IN_MS = 120_000;

/**
 * Signs a person's own page in.
 *
 * Promise: values are asked for only after it is certain that nothing records the page; they are typed only where the
 * entry's pin allows; a code is asked for when the page wants one, fresh, and once more should the site refuse it;
 * every error is a LatchkeyError that holds no value.
 */
export async function signInPage(
  { calls, settings }: { calls: ServerCalls; settings: Settings },
  page: Page,
  name: EntryName,
  options: SignInPageOptions = {},
): Promise<SignedIn> {
  requireChromium(page);
  try {
    guardRecording(page.context());
    const entry = await findEntry(calls, name, {
      want: ['username', 'password'],
      pageUrl: page.url(),
      signal: options.signal,
    });
    if (entry.login === null) throw new LatchkeyError('unexpected_answer', 'The answer holds no login.');
    const { pin, hasOneTimePassword, ...login } = openLogin(settings.encryptionKey, entry.login);
    const oneTimeCode = async () => {
      const again = await findEntry(
        calls,
        { id: entry.entry_id },
        { want: ['code'], signal: options.signal },
      );
      if (again.code === null) throw new LatchkeyError('unexpected_answer', 'The answer holds no code.');
      return openCode(settings.encryptionKey, again.code, systemClock.now());
    };
    const outcome = await signIn(
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
        signal: options.signal,
        onEvidence: options.onStep,
      },
    );
    if (outcome.signedIn) return { evidence: outcome.evidence };
    throw new SignInError(outcome.code, outcome.category, outcome.message, outcome.evidence);
  } catch (error) {
    if (!(error instanceof RecordingActiveError)) throw error;
    throw recordingRefused(error);
  }
}

/** The page as it is, when it is on the entry's site; else the entry's site, or the address that was asked for. */
function startOf(page: Page, domain: string, pin: OriginPin, url: string | undefined): string | undefined {
  if (url !== undefined) return new URL(url, domain).href;
  const here = page.url();
  return decideFill({ ...pin, topUrl: here, frameUrl: here }).allowed ? undefined : domain;
}

function requireChromium(page: Page): void {
  const browser = page.context().browser()?.browserType().name() ?? 'chromium';
  if (browser === 'chromium') return;
  throw new LatchkeyError('browser_unsupported', `Signing in needs Chromium; this page is in ${browser}.`, {
    hint: 'Values are typed through a Chromium protocol that no trace lists.',
  });
}

function recordingRefused({ message }: RecordingActiveError): LatchkeyError {
  return new LatchkeyError('recording_active', `${message[0]?.toUpperCase()}${message.slice(1)}.`, {
    hint: "Stop it before signIn and start it afterwards, pass { recording: 'pause' } for a trace, or sign in a context of its own with storageState().",
  });
}
