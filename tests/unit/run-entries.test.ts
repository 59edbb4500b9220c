import { describe, expect, test } from 'vitest';
import { newId } from '@/lib/kernel/id';
import { chooseEntries, type EntryUsage, limitOf } from '@/lib/runs/entry-choice-policy';
import { whyWithheld } from '@/lib/runs/login-guard-policy';
import { type RunCredential, withoutEntry } from '@/lib/runs/run-credentials';

const [a, b, c] = [newId(), newId(), newId()];
const entry = (entry_id: string) => ({ entry_id, permissioned_user_id: 'x', domain: 'https://acme.example' });
const one = (id: string, alias = 'USER'): RunCredential => ({ alias, ...entry(id), pool: [], tried: [] });
const pool = (...ids: [string, ...string[]]): RunCredential => ({
  ...one(ids[0]),
  pool: ids.map(entry),
});
const usage = (rows: Record<string, Partial<EntryUsage>>) =>
  new Map(
    Object.entries(rows).map(([id, row]) => [id, { limit: 1, runs: 0, held: false, takenAt: null, ...row }]),
  );
const chosen = (credentials: RunCredential[], rows: Record<string, Partial<EntryUsage>>) =>
  chooseEntries(credentials, usage(rows))?.map(({ entry_id }) => entry_id) ?? null;

describe('a run takes', () => {
  test('the entry of its pool that rested longest, and one that never worked first', () => {
    const at = (seconds: number) => ({ takenAt: new Date(seconds * 1000) });
    expect(chosen([pool(a, b, c)], { [a]: at(3), [b]: at(1), [c]: at(2) })).toEqual([b]);
    expect(chosen([pool(a, b, c)], { [a]: at(3), [b]: at(1), [c]: {} })).toEqual([c]);
    expect(chosen([pool(a, b)], { [a]: {}, [b]: {} })).toEqual([a]);
  });

  test('none that is in as many runs as it may', () => {
    expect(chosen([pool(a, b)], { [a]: { runs: 1 }, [b]: {} })).toEqual([b]);
    expect(chosen([one(a)], { [a]: { runs: 1 } })).toBeNull();
    expect(chosen([one(a)], { [a]: { runs: 9, limit: null } })).toEqual([a]);
  });

  test('none whose password is being changed', () => {
    expect(chosen([one(a)], { [a]: { held: true, limit: null } })).toBeNull();
    expect(chosen([pool(a, b)], { [a]: { held: true }, [b]: { takenAt: new Date() } })).toEqual([b]);
  });

  test('all of its entries or none', () => {
    expect(chosen([one(a), one(b, 'OTHER')], { [a]: {}, [b]: { runs: 1 } })).toBeNull();
  });

  test('what is gone from the vault, if there is nothing else: its step will tell', () => {
    expect(chosen([one(a)], {})).toEqual([a]);
    expect(chosen([pool(a, b)], { [b]: {} })).toEqual([b]);
  });
});

test('an entry is in one run at a time unless it allows more, and then in as many as it says', () => {
  expect(limitOf({ allowMultipleSessions: false, maxConcurrency: 5 })).toBe(1);
  expect(limitOf({ allowMultipleSessions: true, maxConcurrency: 5 })).toBe(5);
  expect(limitOf({ allowMultipleSessions: true, maxConcurrency: null })).toBeNull();
});

test('an entry that let nobody in is replaced by the next of the pool until there is none', () => {
  const second = withoutEntry([pool(a, b), one(c, 'OTHER')], a);
  expect(second?.map(({ entry_id }) => entry_id)).toEqual([b, c]);
  expect(withoutEntry(second ?? [], b)).toBeNull();
  expect(withoutEntry([one(a)], a)).toBeNull();
  expect(chosen(second ?? [], { [a]: {}, [b]: {}, [c]: {} })).toEqual([b, c]);
});

describe('a password is withheld', () => {
  const createdAt = new Date(100_000);
  const refusal = (
    seconds: number,
    code: 'INVALID_CREDENTIALS' | 'ACCOUNT_LOCKED' = 'INVALID_CREDENTIALS',
  ) => ({
    code,
    at: new Date(seconds * 1000),
  });
  const why = (...refusals: ReturnType<typeof refusal>[]) =>
    whyWithheld(refusals, { createdAt, entryId: a, now: 200_000 })?.code ?? null;

  test('from a run that was asked for before it was refused', () => {
    expect(why(refusal(150))).toBe('INTERRUPTED-E0002');
    expect(why(refusal(150, 'ACCOUNT_LOCKED'))).toBe('INTERRUPTED-E0002');
  });

  test('from one asked for since, when it was refused twice or the account is locked', () => {
    expect(why()).toBeNull();
    expect(why(refusal(50))).toBeNull();
    expect(why(refusal(60), refusal(50))).toBe('REFUSED_LATELY');
    expect(why(refusal(50, 'ACCOUNT_LOCKED'))).toBe('LOCKED_LATELY');
  });
});
