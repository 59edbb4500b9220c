import { describe, expect, test } from 'vitest';
import type { Attempt, Verdict } from '@/lib/rotation/rotation-state';
import { failuresIn, maySignIn, type SignInsElsewhere } from '@/lib/rotation/sign-in-budget-policy';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;

function attempt(at: number, verdict: Verdict | null): Attempt {
  return { at, candidate: 'candidate', verdict, noted: null };
}

function elsewhere(...attempts: Attempt[]): SignInsElsewhere {
  return { rotations: [{ attempts, attemptsCountFrom: null }], refusedAt: [], provenAt: null };
}

const refusedThrice = [1, 2, 3].map((hour) => attempt(hour * HOUR, 'refused'));

function allowance(known: SignInsElsewhere, own: Attempt[] = [], attemptsCountFrom: number | null = null) {
  return maySignIn({ attempts: own, attemptsCountFrom, ...failuresIn(known, NOW) }, null, NOW);
}

describe('a site forgets a failed sign-in when one works, so', () => {
  test('three failures of an earlier rotation leave none to the next one, however long ago', () => {
    expect(allowance(elsewhere(...refusedThrice))).toEqual({ ok: false, until: null });
    expect(allowance(elsewhere(...refusedThrice.slice(1)))).toEqual({ ok: true, failures: 2 });
  });

  test('what two rotations risked each counts together', () => {
    const [first, ...others] = refusedThrice;
    const rotations = [first ? [first] : [], others].map((attempts) => ({
      attempts,
      attemptsCountFrom: null,
    }));
    expect(allowance({ rotations, refusedAt: [], provenAt: null })).toMatchObject({ ok: false });
  });

  test('refusals of runs and checks count with them', () => {
    const known = { ...elsewhere(...refusedThrice.slice(1)), refusedAt: [NOW - HOUR] };
    expect(allowance(known)).toEqual({ ok: false, until: null });
  });

  test.each<[string, SignInsElsewhere]>([
    ['in a rotation', elsewhere(...refusedThrice, attempt(4 * HOUR, 'accepted'))],
    ['in a run or a check', { ...elsewhere(...refusedThrice), provenAt: 4 * HOUR }],
  ])('none counts after a sign-in that worked %s', (_where, known) => {
    expect(allowance(known)).toEqual({ ok: true, failures: 0 });
  });

  test('none counts that a person has allowed new ones after, then or in this rotation', () => {
    const rotations = [{ attempts: refusedThrice, attemptsCountFrom: 4 * HOUR }];
    expect(allowance({ rotations, refusedAt: [], provenAt: null })).toEqual({ ok: true, failures: 0 });
    expect(allowance(elsewhere(...refusedThrice), [], 4 * HOUR)).toEqual({ ok: true, failures: 0 });
  });

  test('none counts after one that worked in this rotation', () => {
    const own = [attempt(5 * HOUR, 'accepted'), attempt(6 * HOUR, 'refused')];
    expect(allowance(elsewhere(...refusedThrice), own)).toEqual({ ok: true, failures: 1 });
  });
});

test('two failures within half an hour are waited for, also where a person or a success came after', () => {
  const last = NOW - 10 * 60_000;
  const known = { ...elsewhere(attempt(last, 'refused'), attempt(last + 1, 'refused')), provenAt: NOW - 1 };
  expect(allowance(known)).toEqual({ ok: false, until: last + HOUR / 2 });
});
