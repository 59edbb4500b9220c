import { expect, test } from 'vitest';
import { type InspectionFacts, type ItemFacts, inspect } from '@/lib/rotation/inspection-policy';

const item: ItemFacts = {
  title: 'Acme',
  editable: { ok: true },
  complete: true,
  websiteFits: true,
  pending: 'none',
  write: { verdict: 'yes', evidence: 'The token says so.' },
  writesLeft: 80,
};
const failed = (failuresElsewhere: number[], failuresBefore = failuresElsewhere) => ({
  failuresElsewhere,
  failuresBefore,
});
const good: InspectionFacts = { bound: true, siteAllowed: true, item, failures: failed([]), runs: 0 };

const reasonOf = (facts: InspectionFacts) => inspect(facts).find(({ reason }) => reason)?.reason ?? null;
const withItem = (change: Partial<ItemFacts>) => reasonOf({ ...good, item: { ...item, ...change } });

test('an entry with nothing against it is ready', () => {
  expect(inspect(good).every(({ result }) => result === 'ok')).toBe(true);
});

test('each thing that stands in the way is the reason', () => {
  expect(reasonOf({ ...good, bound: false, item: null })).toBe('entry_not_bound');
  expect(reasonOf({ ...good, siteAllowed: false, item: null })).toBe('insecure_site');
  expect(reasonOf({ ...good, failures: failed([1, 2]) })).toBe('sign_in_budget_spent');
  expect(reasonOf({ ...good, failures: failed([], [1, 2, 3]) })).toBe('sign_in_budget_spent');
  expect(reasonOf({ ...good, item: { trouble: 'item_not_found', message: 'Gone.' } })).toBe('item_not_found');
  expect(withItem({ editable: { ok: false, reason: 'It has a passkey.' } })).toBe('item_not_editable');
  expect(withItem({ complete: false })).toBe('item_incomplete');
  expect(withItem({ websiteFits: false })).toBe('website_mismatch');
  expect(withItem({ write: { verdict: 'no', evidence: 'Read only.' } })).toBe('read_only');
  expect(withItem({ pending: 'foreign' })).toBe('foreign_pending');
  expect(withItem({ writesLeft: 9 })).toBe('write_budget_low');
});

test('what is waited for, or shows itself before the site is touched, is no reason', () => {
  expect(reasonOf({ ...good, runs: 3, failures: failed([1]) })).toBeNull();
  expect(withItem({ pending: 'ours' })).toBeNull();
  expect(withItem({ writesLeft: null })).toBeNull();
  expect(withItem({ write: { verdict: 'unknown', evidence: 'Nobody knows.' } })).toBeNull();
});
