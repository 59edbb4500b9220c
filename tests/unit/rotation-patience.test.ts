import { describe, expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { nextStep } from '@/lib/rotation/rotation-machine';
import type { Journal } from '@/lib/rotation/rotation-state';
import type { Facts } from '@/lib/rotation/rotation-step';

const HOUR = 3_600_000;
const STARTED = Date.UTC(2031, 0, 1);

const journal: Journal = {
  id: '00000000-0000-4000-8000-000000000001',
  ...{ state: 'verifying', reason: null, epoch: 1, revision: 9, previous: null, candidate: null },
  ...{ username: null, secretsLost: false, itemVersion: null, fingerprint: null, proven: null, submits: 1 },
  ...{ submitDeadline: STARTED, evidence: null, attempts: [], attemptsCountFrom: null },
  ...{ failuresElsewhere: [], failuresBefore: [], stateSince: STARTED, startedAt: STARTED },
};
const facts: Facts = {
  claim: { obstacle: null, late: null, installation: 'here' },
  ...{ runs: null, item: { outcome: 'away' }, seen: null, writing: null, written: null, writes: 0 },
  ...{
    noted: null,
    attempting: null,
    signedIn: null,
    form: null,
    made: null,
    submitting: false,
    report: null,
  },
};

describe('a person is asked within a day', () => {
  test.each([
    ['the key of the journal is gone', { secretsLost: true }],
    ['the journal holds nothing to try', {}],
  ])('where %s and 1Password does not answer', (_what, change) => {
    const at = (hours: number) => nextStep({ ...journal, ...change }, facts, STARTED + hours * HOUR);
    expect(at(19)).toMatchObject({ do: 'save', change: { parkUntil: STARTED + 20 * HOUR } });
    expect(at(20)).toMatchObject({ change: { state: 'needs_human', reason: 'secrets_unreadable' } });
  });

  test('where a message that nobody confirms came late: the next look is not put off until after it', () => {
    const waiting: Journal = {
      ...journal,
      ...{ state: 'awaiting_confirmation', stateSince: STARTED + 4 * HOUR },
      ...{ previous: Secret.of('P0'), candidate: Secret.of('C1') },
      attempts: [{ at: STARTED + 16 * HOUR, candidate: 'previous', verdict: 'accepted', noted: null }],
    };
    const at = (hours: number) => nextStep(waiting, facts, STARTED + hours * HOUR);
    expect(at(17)).toEqual({ do: 'save', change: { parkUntil: STARTED + 20 * HOUR } });
    expect(at(20)).toMatchObject({ change: { state: 'needs_human', reason: 'confirmation_missing' } });
  });
});
