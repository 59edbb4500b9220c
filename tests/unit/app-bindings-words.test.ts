import { expect, test } from 'vitest';
import { doneSentence, plannedSentence } from '@/app/_words/bulk-bind';
import { resultMark, scanSentence } from '@/app/_words/health-scan';
import { deliveryMark, deliverySentence, refusalSentence } from '@/app/_words/webhook';
import {
  HEALTH_FINDINGS,
  type HealthCode,
  type HealthResult,
  type HealthScanView,
} from '@/lib/contract/health-scan';
import type { WebhookDeliveryView } from '@/lib/contract/webhook';

const AT = '2031-01-01T00:00:00.000Z';
const ID = '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7c01';

test('what would come of a list, and what came of it, is said in numbers that fit their words', () => {
  const counts = { created: 1, updated: 0, unchanged: 1, refused: 2 };
  expect(plannedSentence(counts)).toBe('1 entry will be added, 1 is there already, 2 rows are refused.');
  expect(doneSentence({ ...counts, created: 3, refused: 0 })).toBe('3 entries added, 1 there already.');
  expect(plannedSentence({ created: 0, updated: 0, unchanged: 0, refused: 0 })).toBe('There are no rows.');
});

const scan = (change: Partial<HealthScanView>): HealthScanView => ({
  id: ID,
  secret_provider_id: null,
  state: 'done',
  total: 7,
  checked: 7,
  problems: 0,
  reason: null,
  message: null,
  requested_by: 'Ada',
  created_at: AT,
  started_at: AT,
  finished_at: AT,
  next_attempt_at: null,
  ...change,
});

const result = (...codes: HealthCode[]): HealthResult => ({
  entry_id: ID,
  entry: { permissioned_user_id: 'a', domain: 'https://acme.com' },
  item: null,
  secret_provider: null,
  findings: codes.map((code) => {
    const { message, nextStep } = HEALTH_FINDINGS[code];
    return { code, message, next_step: nextStep };
  }),
  checked_at: AT,
});

test('a look at all bindings says how far it is, why it waits, and what came of it', () => {
  expect(scanSentence(scan({ state: 'running', checked: 3 }))).toContain('3 of 7 bindings looked at');
  expect(scanSentence(scan({ state: 'waiting', checked: 3, message: 'Slow down.' }))).toMatch(
    /^Slow down\. 3 of 7/,
  );
  expect(scanSentence(scan({}))).toBe('All is well with 7 bindings.');
  expect(scanSentence(scan({ problems: 1 }))).toBe('1 binding of 7 needs a look.');
  expect(scanSentence(scan({ checked: 0 }))).toBe('No entry is bound to an item yet.');
});

test('what only keeps a password from being rotated is no alarm', () => {
  expect(resultMark(result()).tone).toBe('ok');
  expect(resultMark(result('not_writable', 'not_editable')).tone).toBe('neutral');
  expect(resultMark(result('not_writable', 'no_password')).tone).toBe('attention');
});

const delivery = (change: Partial<WebhookDeliveryView>): WebhookDeliveryView => ({
  id: ID,
  event: 'webhook.test',
  run_id: null,
  state: 'waiting',
  attempts: 0,
  response_status: null,
  error: null,
  hint: null,
  next_attempt_at: null,
  created_at: AT,
  delivered_at: null,
  ...change,
});

test('a message says what its receiver answered, or why there was no answer', () => {
  expect(deliverySentence(delivery({}))).toBe('Not sent yet.');
  expect(deliverySentence(delivery({ state: 'delivered', attempts: 1, response_status: 204 }))).toBe(
    'Answered 204.',
  );
  expect(deliverySentence(delivery({ attempts: 3, error: 'It did not answer.' }))).toBe(
    'It did not answer. Tried 3 times.',
  );
});

test('a message that was refused and is tried again does not look like one that is on its way', () => {
  expect(deliveryMark(delivery({})).tone).toBe('running');
  expect(deliveryMark(delivery({ attempts: 1, error: 'No.' })).tone).toBe('attention');
  expect(deliveryMark(delivery({ state: 'delivered', attempts: 2 })).tone).toBe('ok');
  const refused = delivery({ attempts: 1, error: 'It did not answer.', hint: 'Start it.' });
  expect(refusalSentence(refused)).toBe('It did not answer. Start it.');
});
