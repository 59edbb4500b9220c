import { Secret } from '@/lib/kernel/secret';
import type { RestoredValues } from '@/lib/rotation/answer-policy';
import type { ItemFacts } from '@/lib/rotation/item-policy';
import { type Journal, shredAt } from '@/lib/rotation/rotation-state';
import { WINDOW_MS } from '@/lib/rotation/sign-in-budget-policy';
import { SHRED_AFTER_SUBMIT_MS } from '@/lib/rotation/timing-policy';
import type { FieldChange } from '@/lib/secrets/provider';

/** A row of the rotation table, as far as the protocol leans on it. */
export interface Row {
  journal: Journal;
  leaseUntil: number;
  nextAttemptAt: number;
  createdAt: number;
  /** Asked for by the scanner. */
  adopts: boolean;
  shredAfter: number | null;
}

export interface Violation {
  kind: 'lost' | 'overwritten' | 'lockout' | 'false_finish' | 'unstaged_submit' | 'no_rest';
  what: string;
}

export interface LateRequest {
  from: Secret;
  to: Secret;
  effects: number;
  /** Until when the protocol counts on it. */
  awaitedUntil: number;
}

const HOUR = 3_600_000;

/** By then a rotation has ended, or waits for a person. */
const REST_WITHIN_MS = 24 * HOUR;

/** As many writes as a restored database may lie back. */
const BACKUPS_KEPT = 8;

/** More wrong passwords in a row than this and the site locks the account. */
const LOCKS_AFTER = 3;

const values = new Map<string, Secret>();

/** One object per value, so that equal values are equal objects as well. */
export function value(text: string): Secret {
  const known = values.get(text);
  if (known) return known;
  const made = Secret.of(text);
  values.set(text, made);
  return made;
}

/**
 * Everything outside the rotation code: the database's rows, one 1Password item, one account on a site, the clock. It
 * watches itself: after every change it checks what must always hold.
 */
export class SimWorld {
  now = Date.UTC(2031, 0, 1);
  readonly item = {
    exists: true,
    version: 1,
    password: value('P0'),
    pending: null as Secret | null,
    marker: null as string | null,
    note: 'note',
    /** What a person put into the password last; nobody may write over it. */
    humanPassword: null as Secret | null,
  };
  readonly site = {
    password: value('P0'),
    failures: 0,
    totalFailures: 0,
    mostFailures: 0,
    /** Requests that are on their way; each lands after so many further effects. */
    late: [] as LateRequest[],
  };
  /** Oldest first. Replaced as a whole by each write, so that a backup is the old array. */
  rows: readonly Row[] = [];
  /** The rows as they were after each write, newest last. */
  readonly backups: (readonly Row[])[] = [[]];
  /** Calls to 1Password that will fail before it is back. */
  downCalls = 0;
  mayWrite = true;
  candidates = 0;
  requests = 0;
  /** So many effects were begun. */
  effects = 0;
  #people = 0;
  /** A person has deleted what the item had, or written over it. */
  takenByPerson = false;
  /** Or cannot be read any more, which is as good as lost. */
  databaseWentBack = false;
  /** When the password was accepted last outside of rotations, as the database knows it. */
  provenAt: number | null = null;
  /** Since when work has been under way, until it ends or a person is asked. */
  #atWorkSince = this.now;
  /** The longest that it ever was. */
  longestMs = 0;
  /** What the site got by a request that took longer than the protocol waits for one. */
  #landedTooLate: Secret | null = null;
  /** What the site had when the rotation was asked for. */
  #before = value('P0');
  readonly #beganWith = new Set<Secret>();
  readonly violations: Violation[] = [];
  readonly story: string[] | null;

  constructor(options: { tell?: boolean } = {}) {
    this.story = options.tell ? [] : null;
  }

  /** For another execution that has the same beginning. It tells no story. */
  copy(): SimWorld {
    const copy = new SimWorld();
    Object.assign(copy.item, this.item);
    Object.assign(copy.site, this.site, { late: this.site.late.map((request) => ({ ...request })) });
    copy.now = this.now;
    copy.rows = this.rows;
    copy.backups.splice(0, 1, ...this.backups);
    copy.downCalls = this.downCalls;
    copy.mayWrite = this.mayWrite;
    copy.candidates = this.candidates;
    copy.requests = this.requests;
    copy.effects = this.effects;
    copy.takenByPerson = this.takenByPerson;
    copy.databaseWentBack = this.databaseWentBack;
    copy.provenAt = this.provenAt;
    copy.#people = this.#people;
    copy.#atWorkSince = this.#atWorkSince;
    copy.longestMs = this.longestMs;
    copy.#landedTooLate = this.#landedTooLate;
    copy.#before = this.#before;
    for (const password of this.#beganWith) copy.#beganWith.add(password);
    copy.violations.push(...this.violations);
    return copy;
  }

  tell(line: () => string): void {
    this.story?.push(line());
  }

  itemFacts(): ItemFacts {
    const { version, password, pending, marker, note } = this.item;
    return {
      version,
      username: value('name'),
      password,
      pending,
      markerText: marker,
      fingerprint: value(`rest:${note}`),
      obstacle: null,
    };
  }

  writeItem(change: FieldChange): void {
    const { item } = this;
    if (change.password && change.password !== item.password) {
      if (this.#isTheirs(item.password)) this.#report('overwritten', 'a password that a person set');
      item.password = change.password;
    }
    if (change.pendingPassword !== undefined) item.pending = change.pendingPassword;
    if (change.rotationMarker !== undefined) item.marker = change.rotationMarker;
    item.version += 1;
    this.check();
  }

  /** At a person's word, who may write over what a person put there. */
  restoreItem({ password, pending }: RestoredValues, marker: string): void {
    const { item } = this;
    Object.assign(item, { exists: true, password, pending, marker, version: item.version + 1 });
    this.check();
  }

  /** Set by a person, and not what a rotation began with. */
  #isTheirs(password: Secret): boolean {
    return this.item.humanPassword === password && !this.#beganWith.has(password);
  }

  rowOf(id: string): Row | undefined {
    return this.rows.find(({ journal }) => journal.id === id);
  }

  saveRow(row: Omit<Row, 'shredAfter'>): void {
    const { id, previous } = row.journal;
    if (previous) this.#beganWith.add(previous);
    const { journal, leaseUntil, nextAttemptAt, createdAt, adopts } = row;
    const shredAfter = shredAt(journal, this.now);
    const kept = { journal, leaseUntil, nextAttemptAt, createdAt, adopts, shredAfter };
    const rows = this.rows.slice();
    const known = rows.findIndex((one) => one.journal.id === id);
    rows[known < 0 ? rows.length : known] = kept;
    this.rows = rows;
    this.backups.push(rows);
    if (row.journal.state === 'done') this.#checkFinish(row.journal);
    this.check();
  }

  /** A sign-in as the site sees it. */
  signIn(password: Secret): 'accepted' | 'refused' | 'locked' {
    const { site } = this;
    if (site.failures > LOCKS_AFTER) return 'locked';
    if (password === site.password) {
      site.failures = 0;
      return 'accepted';
    }
    site.failures += 1;
    site.totalFailures += 1;
    site.mostFailures = Math.max(site.mostFailures, site.failures);
    if (site.failures > LOCKS_AFTER) this.#report('lockout', `${site.failures} wrong passwords in a row`);
    return 'refused';
  }

  /** A check of the password in the item, which shows it to the site as a run would. */
  testSignIn(): void {
    if (this.signIn(this.item.password) === 'accepted') this.provenAt = this.now;
  }

  /** Whoever can do that has the count of wrong passwords set back, or the account unlocked. */
  signInByHand(): void {
    this.site.failures = 0;
  }

  /** What the form for changing the password does; it asks for the present one. */
  changePassword(from: Secret, to: Secret): boolean {
    if (this.site.password !== from) return false;
    this.site.password = to;
    this.check();
    return true;
  }

  submitting(candidate: Secret): void {
    const inJournal = this.rows.some(({ journal }) => journal.candidate === candidate);
    const inItem = this.item.pending === candidate || this.item.password === candidate;
    if (!inJournal && !inItem) this.#report('unstaged_submit', 'the candidate is in no store');
  }

  /** Time goes on for whatever is under way besides the rotation. */
  elapse(): void {
    this.effects += 1;
    if (this.site.late.length === 0) return;
    for (const request of this.site.late) request.effects -= 1;
    const landing = this.site.late.filter(({ effects }) => effects <= 0);
    if (landing.length === 0) return;
    this.site.late = this.site.late.filter(({ effects }) => effects > 0);
    for (const { from, to, awaitedUntil } of landing) {
      if (this.now >= awaitedUntil) this.#landedTooLate = to;
      const applied = this.changePassword(from, to);
      this.tell(() => `    the late request arrives and is ${applied ? 'carried out' : 'refused'}`);
    }
  }

  /** What is still on its way may land after all is done. */
  landAll(): void {
    while (this.site.late.length > 0) this.elapse();
    this.check();
  }

  setToWork(): void {
    this.#atWorkSince = this.now;
  }

  /** Everything has ended, or waits for a person. */
  comeToRest(): void {
    const took = this.now - this.#atWorkSince;
    this.longestMs = Math.max(this.longestMs, took);
    if (took > REST_WITHIN_MS) this.#report('no_rest', `it took ${Math.round(took / HOUR)} hours`);
  }

  /** A password that a person made up. */
  theirs(): Secret {
    this.#people += 1;
    return value(`H${this.#people}`);
  }

  /** Another rotation is asked for, long after whatever happened around the ones before. */
  beginAnew(): void {
    this.#before = this.site.password;
    this.takenByPerson = false;
    this.databaseWentBack = false;
    // What ended long ago has no secrets. It is remembered for as long as sign-ins of it count.
    const longAgo = this.now - SHRED_AFTER_SUBMIT_MS - WINDOW_MS;
    const lastAccepted = Math.max(...this.rows.flatMap(({ journal }) => acceptedAt(journal)));
    this.rows = this.rows
      .filter(({ shredAfter, createdAt, journal }) => {
        const counts = journal.attempts.some(({ at }) => at > lastAccepted);
        return shredAfter === null || createdAt > longAgo || counts;
      })
      .map((row) => (row.shredAfter !== null && row.shredAfter <= this.now ? shredded(row) : row));
    this.backups.splice(0, this.backups.length - BACKUPS_KEPT);
  }

  /** The one promise: whatever the site has is kept somewhere. */
  check(): void {
    const { site, item } = this;
    if (item.exists && (item.password === site.password || item.pending === site.password)) return;
    for (const { journal, shredAfter } of this.rows) {
      if (shredAfter !== null && this.now >= shredAfter) continue;
      if (journal.candidate === site.password || journal.previous === site.password) return;
    }
    // A person destroyed the only copy, and the rotation had not changed anything; or a person knows it who set it.
    if (this.takenByPerson && site.password === this.#before) return;
    if (site.password === item.humanPassword) return;
    // Then the journal alone has the candidate, for however long, and docs/rotation.md says that this is not covered.
    if (this.databaseWentBack && site.password === this.#landedTooLate) return;
    this.#report('lost', 'the password of the site is in no store');
  }

  #checkFinish({ candidate }: Journal): void {
    const { item, site } = this;
    // A row of an older database may learn from the item that it was finished.
    if (!item.exists || item.password === site.password) return;
    if (candidate === null || item.humanPassword !== null) return;
    this.#report('false_finish', 'it says done, and the item has another password than the site');
  }

  #report(kind: Violation['kind'], what: string): void {
    this.violations.push({ kind, what });
    this.tell(() => `    !!! ${kind}: ${what}`);
  }

  report(kind: Violation['kind'], what: string): void {
    this.#report(kind, what);
  }
}

function acceptedAt({ attempts }: Journal): number[] {
  return attempts.filter(({ verdict }) => verdict === 'accepted').map(({ at }) => at);
}

function shredded(row: Row): Row {
  return { ...row, journal: { ...row.journal, previous: null, candidate: null } };
}
