import { timingSafeEqual } from 'node:crypto';
import { verify } from 'otplib';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';

const siteUserSchema = z.strictObject({
  username: z.string(),
  password: z.string(),
  /** Base32 seed; null when two-step sign-in is off. */
  totpSecret: z.string().nullable(),
  mustChangePassword: z.boolean(),
  failures: z.number(),
  lockedUntil: z.number().nullable(),
  /** RFC 6238 section 5.2: a code must not be accepted twice. Steps at or below this one are refused. */
  lastAcceptedStep: z.number().nullable(),
  lastSignInAt: z.number().nullable(),
  signInCount: z.number(),
});
export type SiteUser = z.infer<typeof siteUserSchema>;

const savedSchema = z.strictObject({ format: z.literal(1), users: z.array(siteUserSchema) });

export interface NewSiteUser {
  username: string;
  password: string;
  totpSecret: string | null;
}

export type PasswordVerdict = 'right' | 'wrong' | 'locked';
export type CodeVerdict = 'right' | 'wrong' | 'used' | 'locked';

const FAILURES_UNTIL_LOCK = 5;
const LOCK_MILLISECONDS = 15 * 60_000;

/** The accounts of the demo site. A wrong password and a wrong code both count towards the lock. */
export class SiteUsers {
  readonly #users = new Map<string, SiteUser>();
  readonly #now: () => number;

  /** `saved` is what the method of that name gave in an earlier process; undefined at the first start. */
  constructor(now: () => number, saved?: unknown) {
    this.#now = now;
    this.reset();
    if (saved === undefined) return;
    this.#users.clear();
    for (const user of savedSchema.parse(saved).users) this.#users.set(keyOf(user.username), user);
  }

  saved(): z.infer<typeof savedSchema> {
    return { format: 1, users: this.all() };
  }

  reset(): void {
    this.#users.clear();
    this.put(demoUser);
  }

  put(user: NewSiteUser): SiteUser {
    const created: SiteUser = {
      username: user.username,
      password: user.password,
      totpSecret: user.totpSecret,
      mustChangePassword: false,
      failures: 0,
      lockedUntil: null,
      lastAcceptedStep: null,
      lastSignInAt: null,
      signInCount: 0,
    };
    this.#users.set(keyOf(user.username), created);
    return created;
  }

  find(username: string): SiteUser | undefined {
    return this.#users.get(keyOf(username));
  }

  all(): SiteUser[] {
    return [...this.#users.values()];
  }

  isLocked(user: SiteUser): boolean {
    return user.lockedUntil !== null && user.lockedUntil > this.#now();
  }

  unlock(user: SiteUser): void {
    user.failures = 0;
    user.lockedUntil = null;
  }

  /** An unknown name is "wrong", so that the answer does not tell which accounts exist. */
  checkPassword(username: string, password: string): PasswordVerdict {
    const user = this.find(username);
    if (user === undefined) return 'wrong';
    if (this.isLocked(user)) return 'locked';
    if (sameText(user.password, password)) return 'right';
    return this.#countFailure(user) ? 'locked' : 'wrong';
  }

  async checkCode(user: SiteUser, code: string): Promise<CodeVerdict> {
    if (this.isLocked(user)) return 'locked';
    if (user.totpSecret === null) return 'wrong';
    const step = await acceptedStep(user.totpSecret, code, this.#now());
    const used = step !== null && user.lastAcceptedStep !== null && step <= user.lastAcceptedStep;
    if (step === null || used) {
      if (this.#countFailure(user)) return 'locked';
      return used ? 'used' : 'wrong';
    }
    user.lastAcceptedStep = step;
    return 'right';
  }

  recordSignIn(user: SiteUser): void {
    this.unlock(user);
    user.lastSignInAt = this.#now();
    user.signInCount += 1;
  }

  /** True when this failure locked the account. */
  #countFailure(user: SiteUser): boolean {
    if (user.lockedUntil !== null) this.unlock(user);
    user.failures += 1;
    if (user.failures < FAILURES_UNTIL_LOCK) return false;
    user.lockedUntil = this.#now() + LOCK_MILLISECONDS;
    return true;
  }
}

function keyOf(username: string): string {
  return username.trim().toLowerCase();
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * One step of clock skew either way is forgiven, as RFC 6238 section 5.2 recommends. The caller compares the step
 * with the last accepted one: otplib's `afterTimeStep` would answer only "invalid", and a visitor should be told
 * a used code from a wrong one.
 */
async function acceptedStep(secret: string, code: string, now: number): Promise<number | null> {
  const token = code.replace(/\s/g, '');
  // otplib throws on a token that is not six digits; to a visitor that is simply a wrong code.
  if (!/^\d{6}$/.test(token)) return null;
  const result = await verify({ secret, token, epoch: Math.floor(now / 1000), epochTolerance: 30 });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
