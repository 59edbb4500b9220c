import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChangeForm, submitChange } from '@/lib/browser/change-form';
import type { ChangeForm, ChangeSubmission } from '@/lib/browser/change-form-types';
import { closeContext, openFreshContext, openPage } from '@/lib/browser/fresh-context';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import type { OneTimeCode } from '@/lib/browser/sign-in-types';
import type { SiteRecipe } from '@/lib/browser/site-recipe';
import type { Secret } from '@/lib/kernel/secret';
import { candidatePolicy } from '@/lib/passwords/candidate-policy';
import { generateCandidate, type RandomBytes } from '@/lib/passwords/generate-candidate';
import { SecretSet } from '@/lib/redaction/secret-set';
import { loginPin } from '@/lib/resolver/login-pin';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import type { Login } from '@/lib/secrets/provider';
import { UseRecord } from '@/lib/sign-ins/record-use';
import type { SignInDeps } from '@/lib/sign-ins/sign-in-entry';
import { type Learned, rejectionNote, truncationNote } from './learned-rejections';
import type { ChangeReport, FormOpening, RotationEffects, StillMine, SubmitGuard } from './rotation-effects';
import type { Verdict } from './rotation-state';

export interface SiteDeps extends SignInDeps {
  browser(): Promise<Browser>;
  randomBytes: RandomBytes;
}

/** The account on the site, as the rotation knows it. */
export interface RotatedAccount {
  key: EntryKey;
  rotationId: string;
  domain: string;
  extraOrigins: string[];
  /** The item as it was last read, or null while it was not: without a user name nobody can sign in. */
  login(): Login | null;
  recipe: SiteRecipe | undefined;
  /** Of the operator's quirks file. */
  quirkRules: string | null;
  learned: Learned;
}

/** Two whole steps of a one-time code, should both be needed, and the pages around them. */
const SIGN_IN_MS = 120_000;
const FIND_FORM_MS = 90_000;

type Site = Pick<RotationEffects, 'openForm' | 'changePassword' | 'signIn' | 'makeCandidate'>;

/**
 * The browser side of a rotation's port. Every sign-in has a context of its own, so that what it proves is the password
 * and not a cookie. The form that `openForm` found stays open for `changePassword`; `close` ends everything.
 */
export class SiteEffects implements Site {
  readonly #secrets = new SecretSet();
  readonly #uses: UseRecord;
  #open: { context: BrowserContext; page: Page; form: ChangeForm } | null = null;

  constructor(
    private readonly deps: SiteDeps,
    private readonly account: RotatedAccount,
    private readonly signal: AbortSignal,
  ) {
    this.#uses = new UseRecord(deps.audit, account.key, { rotation_id: account.rotationId });
  }

  async openForm(present: Secret, stillMine: StillMine): Promise<FormOpening> {
    await this.close();
    const context = await openFreshContext(await this.deps.browser());
    const kept = { open: false };
    try {
      const page = await openPage(context);
      const entered = await this.#enter(page, present, stillMine);
      if (entered.verdict !== 'accepted') return { ...entered, form: false };
      const login = this.account.login();
      const pin = this.#pin(login);
      if (!login || !pin) return { verdict: 'accepted', form: false, note: NO_ITEM };
      const opened = await openChangeForm(
        page,
        { username: login.username, current: present, ...this.#codes(login) },
        {
          pin,
          clock: this.deps.clock,
          timeoutMs: FIND_FORM_MS,
          signal: this.signal,
          recipe: this.account.recipe,
        },
      );
      if (!opened.found) return { verdict: 'accepted', form: false, note: this.#line(opened.message) };
      this.#open = { context, page, form: opened.form };
      kept.open = true;
      return { verdict: 'accepted', form: true, note: this.#line(opened.evidence.at(-1) ?? '') };
    } finally {
      if (!kept.open) await closeContext(context);
    }
  }

  async changePassword(present: Secret, candidate: Secret, guard: SubmitGuard): Promise<ChangeReport> {
    const open = this.#open;
    const pin = this.#pin(this.account.login());
    if (!open || !pin) return notSubmitted('The form was not open any more.');
    this.#secrets.add(candidate);
    // Asked and allowed: from here on the click may have been made, whatever is thrown.
    const gate = { passed: false };
    try {
      const submission = await submitChange(
        open.page,
        open.form,
        { current: present, candidate, ...this.#codes(this.account.login()) },
        {
          pin,
          clock: this.deps.clock,
          deadline: guard.deadline,
          signal: this.signal,
          beforeSubmit: async () => {
            await requireMine(guard.stillMine);
            gate.passed = true;
          },
        },
      );
      return this.#report(submission);
    } catch (error) {
      if (this.signal.aborted) throw error;
      if (!gate.passed) return notSubmitted('The form could not be filled.');
      return {
        submitted: true,
        evidence: 'ERROR',
        truncated: false,
        note: 'The page broke off after the click.',
      };
    } finally {
      await this.close();
    }
  }

  async signIn(password: Secret, stillMine: StillMine): Promise<{ verdict: Verdict; note: string }> {
    const context = await openFreshContext(await this.deps.browser());
    try {
      return await this.#enter(await openPage(context), password, stillMine);
    } finally {
      await closeContext(context);
    }
  }

  /** By the rules of the form that is open, and by what the site was heard to say before. */
  async makeCandidate(): Promise<Secret | null> {
    const { recipe, quirkRules, learned } = this.account;
    const policy = candidatePolicy({
      recipeRules: recipe?.password_rules ?? null,
      quirkRules,
      form: this.#open?.form.rules ?? null,
      ...learned,
    });
    const made = generateCandidate(this.deps.randomBytes, policy);
    if (!made.ok) return null;
    this.#secrets.add(made.password);
    return made.password;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    if (open) await closeContext(open.context);
  }

  async #enter(
    page: Page,
    password: Secret,
    stillMine: StillMine,
  ): Promise<{ verdict: Verdict; note: string }> {
    const login = this.account.login();
    const pin = this.#pin(login);
    if (!login || !pin) return { verdict: 'not_sent', note: NO_ITEM };
    this.#secrets.add(password);
    const outcome = await signIn(
      page,
      {
        username: login.username,
        password,
        loginUrl: this.account.domain,
        ...this.#codes(login),
      },
      {
        pin,
        clock: this.deps.clock,
        timeoutMs: SIGN_IN_MS,
        signal: this.signal,
        recipe: this.account.recipe?.sign_in,
        beforePassword: () => requireMine(stillMine),
      },
    ).catch(notOurs);
    if (outcome === null) return { verdict: 'not_sent', note: '' };
    await this.#uses.record({
      action: 'secret.filled',
      outcome: outcome.signedIn ? 'success' : 'failure',
      ...(outcome.signedIn ? {} : { detail: { reason: outcome.code } }),
    });
    return { verdict: verdictOf(outcome), note: this.#line(noteOf(outcome)) };
  }

  #codes(login: Login | null): { oneTimeCode?: () => Promise<OneTimeCode> } {
    if (!login?.hasOneTimePassword) return {};
    return {
      oneTimeCode: async () => {
        const code = await takeOneTimeCode(this.deps, this.account.key, { signal: this.signal });
        this.#secrets.add(code.code);
        await this.#uses.record({ action: 'code.taken' });
        return { code: code.code, expiresAt: code.validUntil };
      },
    };
  }

  #pin(login: Login | null): OriginPin | null {
    if (!login) return null;
    const { domain, extraOrigins } = this.account;
    const pin = loginPin({ domain, extraOrigins, websites: login.websites });
    return { ...pin, insecureHosts: this.deps.insecureHosts };
  }

  #report({ submitted, verdict, truncatedTo, rejection, evidence }: ChangeSubmission): ChangeReport {
    const truncated = truncatedTo !== undefined;
    const note = truncated
      ? truncationNote(truncatedTo)
      : rejection !== undefined
        ? rejectionNote(rejection)
        : (evidence.at(-1) ?? '');
    return {
      submitted,
      evidence: submitted ? verdict : 'NOT_SUBMITTED',
      truncated,
      note: this.#line(note),
    };
  }

  /** Evidence is scrubbed where it is made; a timeline is kept for long, so it is looked through once more. */
  #line(text: string): string {
    const line = this.#secrets.scrub(text).slice(0, 300);
    return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
  }
}

const NO_ITEM = 'The item could not be read, so the user name is not known.';

/** Another worker has the rotation: this one sends nothing more, and its next write will be refused. */
class NotOurs extends Error {}

async function requireMine(stillMine: StillMine): Promise<void> {
  if (!(await stillMine())) throw new NotOurs('the rotation belongs to another worker');
}

function notOurs(error: unknown): null {
  if (error instanceof NotOurs) return null;
  throw error;
}

function notSubmitted(note: string): ChangeReport {
  return { submitted: false, evidence: 'NOT_SUBMITTED', truncated: false, note };
}

function verdictOf(outcome: SignInOutcome): Verdict {
  if (outcome.verdict !== 'unclear') return outcome.verdict;
  return !outcome.signedIn && !outcome.passwordSent ? 'not_sent' : 'unclear';
}

function noteOf(outcome: SignInOutcome): string {
  return outcome.signedIn ? (outcome.evidence.at(-1) ?? 'signed in') : outcome.message;
}
