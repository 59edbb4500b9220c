import type { Secret } from '@/lib/kernel/secret';
import type { FieldChange } from '@/lib/secrets/provider';
import type { ItemFacts } from './item-policy';
import type { Evidence, Journal, JournalChange, Verdict } from './rotation-state';

/**
 * Everything a rotation does to the world, behind one port: production and simulation run the same machine and loop
 * over it. What was foreseen is a value; an effect that throws ends the worker's turn as a crash would, and the next
 * turn goes by what is durable.
 */
export interface RotationEffects {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;

  /** Takes the rotation: epoch +1 and a lease. Null when it is not to be had. */
  claim(): Promise<Claim | null>;
  /** One durable write. Null when another worker, or an older database, has taken the place of what we have seen. */
  save(journal: Journal, change: JournalChange): Promise<Journal | null>;
  /** Whether a write would still be taken. */
  isMine(journal: Journal): Promise<boolean>;
  /** Runs with this credential that are under way. */
  countRuns(): Promise<number>;

  /** Live, never from a cache. */
  readItem(): Promise<ItemReading>;
  /** Whether writing would be accepted and how many writes are left, without writing. */
  checkWriting(): Promise<WritingCheck>;
  /** Compare-and-swap on the item's version, proven by reading back. */
  writeItem(expectedVersion: number, change: FieldChange): Promise<ItemWriting>;

  /** Signs in where nobody is signed in yet, opens the form for changing the password and leaves it open. */
  openForm(present: Secret, stillMine: StillMine): Promise<FormOpening>;
  /** From the form that `openForm` left open: fills it and clicks once, at most until `deadline`. */
  changePassword(present: Secret, candidate: Secret, guard: SubmitGuard): Promise<ChangeReport>;
  /** In a context without cookies of its own. */
  signIn(password: Secret, stillMine: StillMine): Promise<{ verdict: Verdict; note: string }>;

  /** By the rules of the form that is open. */
  makeCandidate(): Promise<Secret | null>;
}

export interface Claim {
  journal: Journal;
  /** What stands against rotating, as far as the database knows. */
  obstacle: Obstacle | null;
  /** A candidate that an earlier rotation sent and that may have been applied late. */
  late: Secret | null;
  /** Id of the key-encryption key (marker-policy.ts). */
  installation: string;
}

export type Obstacle = 'entry_not_bound' | 'insecure_site' | 'connector_lossy' | 'provider_refused';

/** `away`: nobody knows, try again. `refused`: the token or the connection does not allow it. */
export type ItemReading =
  | { outcome: 'read'; item: ItemFacts }
  | { outcome: 'gone' }
  | { outcome: 'refused' }
  | { outcome: 'away' };

export type ItemWriting = 'written' | 'conflict' | 'lossy' | 'gone' | 'refused' | 'away';

export type WritingCheck =
  | { outcome: 'checked'; allowed: boolean; writesLeft: number | null }
  | { outcome: 'refused' }
  | { outcome: 'away' };

export interface FormOpening {
  verdict: Verdict;
  /** Whether the form is open now. */
  form: boolean;
  note: string;
}

/**
 * Asked immediately before something is sent to the site; false forbids it. A worker that stood still and was replaced
 * would otherwise add a wrong password to those that the next one has counted.
 */
export type StillMine = () => Promise<boolean>;

export interface SubmitGuard {
  deadline: number;
  stillMine: StillMine;
}

export interface ChangeReport {
  /** False only when it is certain that the click was not made. */
  submitted: boolean;
  evidence: Evidence;
  /** The field takes fewer characters than the candidate has. */
  truncated: boolean;
  note: string;
}
