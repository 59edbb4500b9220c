import type { Secret } from '@/lib/kernel/secret';
import type {
  ChangeReport,
  Claim,
  FormOpening,
  ItemReading,
  ItemWriting,
  RotationEffects,
  StillMine,
  SubmitGuard,
  WritingCheck,
} from '@/lib/rotation/rotation-effects';
import {
  changedJournal,
  isFinal,
  type Journal,
  type JournalChange,
  type Verdict,
} from '@/lib/rotation/rotation-state';
import { failuresIn } from '@/lib/rotation/sign-in-budget-policy';
import { LEASE_MS, QUIET_MS } from '@/lib/rotation/timing-policy';
import type { FieldChange } from '@/lib/secrets/provider';
import { type Chaos, killed } from './chaos';
import { type SimWorld, value } from './sim-world';

export const INSTALLATION = 'simulated';
const KILLS = ['killed_before', 'killed_after'] as const;
const READ_FAULTS = ['killed_before', 'no_answer'] as const;
const SAVE_FAULTS = [...KILLS, 'stalls_before'] as const;
const WRITE_FAULTS = [...KILLS, 'stalls_before', 'not_applied', 'applied_and_no_answer', 'conflict'] as const;
const SIGN_IN_FAULTS = [...KILLS, 'stalls_before', 'not_sent', 'sent_and_no_answer'] as const;
const SUBMIT_FAULTS = [
  ...KILLS,
  'stalls_before',
  'not_submitted',
  'rejected_by_policy',
  'not_applied',
  'applied_and_no_answer',
  'asks_for_confirmation',
  'lands_2_effects_later',
  'lands_6_effects_later',
  'lands_20_effects_later',
  'killed_and_lands_5_effects_later',
  'says_done_and_is_not',
] as const;

/** The port of the rotation over a simulated world: the same machine and loop as in production run on top of it. */
export class SimEffects implements RotationEffects {
  #formOpen: boolean;
  #effect: () => string = () => '';

  constructor(
    private readonly world: SimWorld,
    private readonly chaos: Chaos,
    private readonly rotationId: string,
    formOpen = false,
  ) {
    this.#formOpen = formOpen;
  }

  get formOpen(): boolean {
    return this.#formOpen;
  }

  now(): number {
    return this.world.now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.world.now += Math.max(milliseconds, 0);
  }

  async claim(): Promise<Claim | null> {
    this.#begin(() => 'claim the rotation');
    const fault = this.#fault(KILLS);
    if (fault === 'killed_before') throw killed;
    const { world, rotationId } = this;
    const row = world.rowOf(rotationId);
    if (!row || row.leaseUntil > world.now || row.nextAttemptAt > world.now) return null;
    if (isFinal(row.journal.state) || row.journal.state === 'needs_human') return null;
    const { journal } = row;
    const state = journal.state === 'scheduled' ? 'checking_access' : journal.state;
    const startedAt = journal.state === 'scheduled' ? world.now : journal.startedAt;
    const claimed = {
      ...changedJournal(journal, { state }, world.now),
      epoch: journal.epoch + 1,
      startedAt,
      ...this.#failures(),
    };
    world.saveRow({ ...row, journal: claimed, leaseUntil: world.now + LEASE_MS, nextAttemptAt: 0 });
    this.#end(fault);
    return { journal: claimed, obstacle: null, late: this.#lateCandidate(), installation: INSTALLATION };
  }

  async save(journal: Journal, change: JournalChange): Promise<Journal | null> {
    this.#begin(() => `save ${describeChange(change)}`);
    const fault = this.#fault(SAVE_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (fault === 'stalls_before') await this.chaos.stalls.stall();
    const { world } = this;
    const row = this.#mine(journal);
    if (!row) {
      world.tell(() => '    the row is not as this worker knows it');
      return null;
    }
    const saved = changedJournal(journal, change, world.now);
    const leaseUntil = change.parkUntil === undefined ? world.now + LEASE_MS : 0;
    world.saveRow({ ...row, journal: saved, leaseUntil, nextAttemptAt: change.parkUntil ?? 0 });
    this.#end(fault);
    return saved;
  }

  async isMine(journal: Journal): Promise<boolean> {
    return this.#mine(journal) !== undefined;
  }

  async countRuns(): Promise<number> {
    return 0;
  }

  async readItem(): Promise<ItemReading> {
    this.#begin(() => 'read the item');
    const fault = this.#fault(READ_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (this.#providerAway() || fault === 'no_answer') return { outcome: 'away' };
    if (!this.world.item.exists) return { outcome: 'gone' };
    return { outcome: 'read', item: this.world.itemFacts() };
  }

  async checkWriting(): Promise<WritingCheck> {
    this.#begin(() => 'check that the vault may be written to');
    const fault = this.#fault(READ_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (this.#providerAway() || fault === 'no_answer') return { outcome: 'away' };
    return { outcome: 'checked', allowed: this.world.mayWrite, writesLeft: 100 };
  }

  async writeItem(expectedVersion: number, change: FieldChange): Promise<ItemWriting> {
    this.#begin(() => `write the item: ${describeWrite(change)}`);
    const fault = this.#fault(WRITE_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (fault === 'stalls_before') await this.chaos.stalls.stall();
    if (this.#providerAway() || fault === 'not_applied') return 'away';
    if (fault === 'conflict') return 'conflict';
    const { item } = this.world;
    if (!item.exists) return 'gone';
    if (!this.world.mayWrite) return 'refused';
    if (item.version !== expectedVersion) {
      this.world.tell(() => '    the item was changed since it was read');
      return 'conflict';
    }
    this.world.writeItem(change);
    this.#end(fault);
    return fault === 'applied_and_no_answer' ? 'away' : 'written';
  }

  async openForm(present: Secret, stillMine: StillMine): Promise<FormOpening> {
    const { verdict } = await this.#signIn(
      present,
      stillMine,
      () => `sign in with ${present.reveal()}, open the form`,
    );
    this.#formOpen = verdict === 'accepted';
    return { verdict, form: this.#formOpen, note: '' };
  }

  async changePassword(
    present: Secret,
    candidate: Secret,
    { stillMine, deadline }: SubmitGuard,
  ): Promise<ChangeReport> {
    this.#begin(() => `send the form: ${present.reveal()} -> ${candidate.reveal()}`);
    const { world } = this;
    const fault = this.#fault(SUBMIT_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (fault === 'stalls_before') await this.chaos.stalls.stall();
    const none = { submitted: true, evidence: 'NONE', truncated: false, note: '' } as const;
    const allowed = this.#formOpen && world.now < deadline && (await stillMine());
    if (fault === 'not_submitted' || !allowed) {
      return { ...none, submitted: false, evidence: 'NOT_SUBMITTED' };
    }
    this.#formOpen = false;
    world.submitting(candidate);
    switch (fault) {
      case 'rejected_by_policy':
        return { ...none, evidence: 'POLICY_REJECT' };
      case 'says_done_and_is_not':
        return { ...none, evidence: 'SUCCESS_TEXT' };
      case 'not_applied':
        return { ...none, evidence: 'ERROR' };
      case 'asks_for_confirmation':
        // However late a person confirms, the candidate is kept in the item.
        world.site.late.push({ from: present, to: candidate, effects: 9, awaitedUntil: Infinity });
        return { ...none, evidence: 'CONFIRM_BY_EMAIL' };
      case 'lands_2_effects_later':
      case 'lands_6_effects_later':
      case 'lands_20_effects_later':
      case 'killed_and_lands_5_effects_later':
        world.site.late.push({
          ...{ from: present, to: candidate, effects: Number(/\d+/.exec(fault)?.[0]) },
          awaitedUntil: deadline + QUIET_MS,
        });
        this.#end(fault);
        return none;
    }
    const applied = world.changePassword(present, candidate);
    this.#end(fault);
    if (!applied) return { ...none, evidence: 'OLD_WRONG' };
    return fault === 'applied_and_no_answer' ? none : { ...none, evidence: 'SUCCESS_TEXT' };
  }

  async signIn(password: Secret, stillMine: StillMine): Promise<{ verdict: Verdict; note: string }> {
    return this.#signIn(password, stillMine, () => `sign in with ${password.reveal()}`);
  }

  async makeCandidate(): Promise<Secret> {
    this.world.candidates += 1;
    return value(`C${this.world.candidates}`);
  }

  async #signIn(
    password: Secret,
    stillMine: StillMine,
    told: () => string,
  ): Promise<{ verdict: Verdict; note: string }> {
    this.#begin(told);
    const fault = this.#fault(SIGN_IN_FAULTS);
    if (fault === 'killed_before') throw killed;
    if (fault === 'stalls_before') await this.chaos.stalls.stall();
    if (fault === 'not_sent' || !(await stillMine())) return { verdict: 'not_sent', note: '' };
    const verdict = this.world.signIn(password);
    this.world.tell(() => `    ${verdict}`);
    this.#end(fault);
    return { verdict: fault === 'sent_and_no_answer' ? 'unclear' : verdict, note: '' };
  }

  /** A second passes, what is on its way may land, and then whatever may happen between two effects. */
  #begin(told: () => string): void {
    this.world.now += 1_000;
    this.world.elapse();
    this.chaos.maybeEvent(told);
    this.world.tell(told);
    this.#effect = told;
  }

  #fault<Fault extends string>(faults: readonly Fault[]): Fault | undefined {
    return this.chaos.maybeFault(faults, this.#effect);
  }

  #end(fault: string | undefined): void {
    if (fault?.startsWith('killed')) throw killed;
  }

  #mine(journal: Journal) {
    const row = this.world.rowOf(this.rotationId);
    const same = row && row.journal.epoch === journal.epoch && row.journal.revision === journal.revision;
    return same ? row : undefined;
  }

  #providerAway(): boolean {
    if (this.world.downCalls === 0) return false;
    this.world.downCalls -= 1;
    this.world.tell(() => '    1Password does not answer');
    return true;
  }

  #lateCandidate(): Secret | null {
    const earlier = this.world.rows.findLast(
      ({ journal }) => journal.id !== this.rotationId && journal.submits > 0,
    );
    if (!earlier || earlier.journal.state === 'done') return null;
    const kept = earlier.shredAfter === null || earlier.shredAfter > this.world.now;
    return kept ? earlier.journal.candidate : null;
  }

  #failures(): ReturnType<typeof failuresIn> {
    const { rows, provenAt, now } = this.world;
    const others = rows.filter(({ journal }) => journal.id !== this.rotationId);
    return failuresIn({ rotations: others.map(({ journal }) => journal), refusedAt: [], provenAt }, now);
  }
}

function describeChange({ state, attempts, parkUntil }: JournalChange): string {
  const last = attempts?.at(-1);
  const attempt = last ? ` attempt with ${last.candidate}: ${last.verdict ?? 'about to be made'}` : '';
  return `${state ?? ''}${attempt}${parkUntil === undefined ? '' : ' (parked)'}`.trim() || 'a note';
}

function describeWrite({ password, pendingPassword, rotationMarker }: FieldChange): string {
  const parts = [
    password ? `password ${password.reveal()}` : '',
    pendingPassword === null ? 'no pending' : pendingPassword ? `pending ${pendingPassword.reveal()}` : '',
    rotationMarker ? `marker ${rotationMarker.split(': ')[1]?.split(', started')[0] ?? ''}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
