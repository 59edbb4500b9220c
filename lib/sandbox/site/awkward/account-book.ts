import { randomBytes } from 'node:crypto';

export const AWKWARD_NAME = 'grace@acme.example';
export const AWKWARD_PASSWORD = 'Harbour-lantern-42';

/** What has become of a sign-in. */
export type SignInAnswer = 'right' | 'wrong' | 'locked' | 'captcha';

/** The one account of an awkward site, and what the site remembers of it. */
export class AwkwardState {
  password = AWKWARD_PASSWORD;
  /** Takes effect with `settle`, as a change that waits for an e-mail or for a nightly job. */
  pending: string | null = null;
  failures = 0;
  /** Changes that were sent, whether or not they had an effect. */
  changes = 0;
  /** Fields that were sent along and must not have been touched, by name. */
  readonly profile = new Map([
    ['email', AWKWARD_NAME],
    ['display_name', 'Grace'],
    ['city', 'Arlington'],
  ]);
  accountDeleted = false;
  captcha = false;
  readonly #failuresUntilLock: number;
  readonly #sessions = new Map<string, { sudo: boolean }>();

  constructor(failuresUntilLock: number) {
    this.#failuresUntilLock = failuresUntilLock;
  }

  signIn(name: string, password: string): SignInAnswer {
    if (this.failures >= this.#failuresUntilLock) return 'locked';
    if (this.captcha) return 'captcha';
    if (name.trim() === AWKWARD_NAME && password === this.password) {
      this.failures = 0;
      return 'right';
    }
    this.failures += 1;
    return this.failures >= this.#failuresUntilLock ? 'locked' : 'wrong';
  }

  open(): string {
    const id = randomBytes(16).toString('hex');
    this.#sessions.set(id, { sudo: false });
    return id;
  }

  session(id: string | undefined): { sudo: boolean } | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  closeAll(): void {
    this.#sessions.clear();
  }

  settle(): void {
    this.password = this.pending ?? this.password;
    this.pending = null;
  }
}
