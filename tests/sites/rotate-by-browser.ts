import type { Browser, Page } from 'playwright-core';
import { openChangeForm, submitChange } from '@/lib/browser/change-form';
import type { ChangeForm, ChangeSubmission } from '@/lib/browser/change-form-types';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import type { LoginVerdict, SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';

export interface Account {
  /** Where a person would begin. */
  url: string;
  name: string;
  password: string;
}

export interface Rotated {
  form: ChangeForm | null;
  submission: ChangeSubmission | null;
  /** What the logins say, in the order in which they were made. */
  candidate: LoginVerdict;
  old: LoginVerdict | null;
  evidence: string[];
}

export function pinTo(url: string): OriginPin {
  const { host } = new URL(url);
  return { entryDomain: host, extraOrigins: [], autofill: 'anywhere', insecureHosts: [host] };
}

/** A sign-in in a browser context of its own. */
export async function signInFresh(browser: Browser, account: Account): Promise<SignInOutcome> {
  const context = await browser.newContext();
  try {
    return await signInOn(await context.newPage(), account);
  } finally {
    await context.close();
  }
}

/** Signs in, finds the form, sends the candidate once, and lets sign-ins say what came of it. */
export async function rotateByBrowser(
  browser: Browser,
  account: Account,
  candidate: string,
): Promise<Rotated> {
  const context = await browser.newContext();
  const evidence: string[] = [];
  try {
    const page = await context.newPage();
    const first = await signInOn(page, account);
    evidence.push(...first.evidence);
    if (first.verdict !== 'accepted') {
      return { form: null, submission: null, candidate: 'unclear', old: first.verdict, evidence };
    }
    const sent = await change(page, account, candidate, evidence);
    if (sent === null) return { form: null, submission: null, candidate: 'unclear', old: null, evidence };
    const proof = await signInFresh(browser, { ...account, password: candidate });
    evidence.push(...proof.evidence);
    const old = proof.verdict === 'accepted' ? null : (await signInFresh(browser, account)).verdict;
    return { ...sent, candidate: proof.verdict, old, evidence };
  } finally {
    await context.close();
  }
}

async function change(page: Page, account: Account, candidate: string, evidence: string[]) {
  const pin = pinTo(account.url);
  const login = { username: Secret.of(account.name), current: Secret.of(account.password) };
  const opened = await openChangeForm(page, login, { pin, clock: systemClock, timeoutMs: 90_000 });
  evidence.push(...opened.evidence);
  if (!opened.found) {
    evidence.push(opened.message);
    return null;
  }
  const submission = await submitChange(
    page,
    opened.form,
    { current: login.current, candidate: Secret.of(candidate) },
    { pin, clock: systemClock, deadline: Date.now() + 60_000, beforeSubmit: async () => {} },
  );
  evidence.push(...submission.evidence);
  return { form: opened.form, submission };
}

async function signInOn(page: Page, { url, name, password }: Account): Promise<SignInOutcome> {
  return signIn(
    page,
    { loginUrl: url, username: Secret.of(name), password: Secret.of(password) },
    { pin: pinTo(url), clock: systemClock, timeoutMs: 60_000 },
  );
}
