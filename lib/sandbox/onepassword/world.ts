import { z } from 'zod';
import { Profile } from './cli/profile';
import { Activity } from './connect/activity';
import { TokenKeys, tokenKeysContentSchema } from './connect/token-keys';
import { Paces } from './faults/backend';
import { Delays } from './faults/delays';
import { Faults } from './faults/faults';
import { LossyWrites } from './faults/lossy';
import { ReadLag } from './faults/read-lag';
import { RequestLog } from './faults/request-log';
import { Throttle } from './faults/throttle';
import { BUSINESS_DAILY_LIMIT, HourlyBudget, type HourlyLimits } from './service-account/hourly-budget';
import { KeyRing, keyRingContentSchema } from './service-account/key-ring';
import { Sessions } from './service-account/sessions';
import { serviceAccountToken } from './service-account/token';
import { Store, storeContentSchema } from './store/store';

const savedSchema = z.strictObject({
  format: z.literal(1),
  content: storeContentSchema,
  keys: keyRingContentSchema,
  /** Absent in the state of a version that had no Connect server. */
  connect: tokenKeysContentSchema.optional(),
});

export interface WorldOptions {
  now: () => number;
  limits: HourlyLimits;
  sessionLifetimeMs: number;
  /** Where the token's holder signs in. Known only once the server listens. */
  signInAddress: () => string;
  /** Fills an empty store: at the first start and at every reset. */
  seed: (store: Store) => void;
  /** What `saved` returned in an earlier process; undefined at the first start. */
  saved: unknown;
}

/** Points on which real Connect servers differ, or on which nobody has said how they behave. */
export interface ConnectRules {
  /** Whether a PUT with the version of an earlier read is a 409, or overwrites. */
  stalePut: 'refuse' | 'accept';
  /** Whether the answer to a PUT still carries the version from before it, as some servers were seen to do. */
  staleVersionInPutResponse: boolean;
}

const CONNECT_RULES: ConnectRules = { stalePut: 'refuse', staleVersionInPutResponse: false };

/** All that the stand-in remembers, whatever protocol it is asked in. */
export class World {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly sessions: Sessions;
  readonly budget: HourlyBudget;
  readonly faults = new Faults();
  readonly throttle: Throttle;
  readonly log = new RequestLog();
  readonly paces = new Paces();
  readonly delays = new Delays();
  readonly lag: ReadLag;
  readonly lossy = new LossyWrites();
  readonly connect: TokenKeys;
  readonly activity = new Activity();
  readonly profile = new Profile();
  connectRules: ConnectRules = CONNECT_RULES;

  constructor(private readonly options: WorldOptions) {
    const { now } = options;
    const saved = options.saved === undefined ? undefined : savedSchema.parse(options.saved);
    this.store = new Store(now);
    this.keys = new KeyRing(saved?.keys);
    this.sessions = new Sessions(now, options.sessionLifetimeMs);
    this.budget = new HourlyBudget(now, options.limits);
    this.throttle = new Throttle(now);
    this.lag = new ReadLag(now, this.paces);
    this.connect = new TokenKeys(saved?.connect);
    this.store.onWrite((item) => this.lag.written(item));
    // Keys are made with what they belong to, so that a saved state never lacks the key of a token given out.
    this.store.onChange(() => this.#makeMissingKeys());
    if (saved) this.store.replaceContent(saved.content);
    else options.seed(this.store);
  }

  get now(): () => number {
    return this.options.now;
  }

  /** What every backend's front has in common. */
  get disturbances() {
    const { faults, log, paces, delays, now } = this;
    return { faults, log, paces, delays, now };
  }

  saved(): z.infer<typeof savedSchema> {
    return {
      format: 1,
      content: this.store.content(),
      keys: this.keys.content,
      connect: this.connect.content,
    };
  }

  token(accountName: string): string {
    return serviceAccountToken(this.keys.account(accountName), this.options.signInAddress());
  }

  connectToken(accountName: string): string {
    const account = this.store.account(accountName);
    if (!account) throw new Error(`no service account ${accountName}`);
    return this.connect.token(account, this.now());
  }

  /** Back to the first start. Seeded accounts keep their tokens; those of others end for good. */
  reset(): void {
    this.store.replaceContent({ vaults: [], items: [], accounts: [] });
    this.options.seed(this.store);
    const seeded = this.store.accounts().map((account) => account.name);
    this.keys.forgetAllBut(seeded);
    this.connect.forgetAllBut(seeded);
    this.sessions.expireAll();
    this.budget.clear();
    this.budget.limits = this.options.limits;
    this.budget.dailyLimit = BUSINESS_DAILY_LIMIT;
    this.faults.clear();
    this.throttle.clear();
    this.log.clear();
    this.paces.clear();
    this.lag.clear();
    this.lossy.clear();
    this.activity.clear();
    this.profile.signedIn = true;
    this.connectRules = CONNECT_RULES;
  }

  #makeMissingKeys(): void {
    for (const account of this.store.accounts()) {
      this.keys.account(account.name);
      this.connect.token(account, this.now());
    }
    for (const vault of this.store.vaults()) this.keys.vaultKey(vault.id);
  }
}
