import { describe, expect, it } from 'vitest';
import { healthSentence } from '@/app/w/[workspace]/_overview/health-sentence';
import type { RunSummary } from '@/lib/contract/run';
import { entryView } from '../support/entry-view';
import { providerView } from '../support/provider-view';

const run = (status: RunSummary['status']): RunSummary => ({
  id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7c01',
  workflow: { id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7d01', name: 'Sign in', version: 1 },
  status,
  credentials: [],
  error: null,
  requested_by: 'Ada',
  created_at: '2031-01-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
});
const warned = entryView({ warnings: [{ code: 'no_password', message: 'No password.', hint: 'Add one.' }] });

describe('the sentence of the overview', () => {
  it('is calm when nothing is wrong', () => {
    const facts = {
      providers: [providerView()],
      entries: [entryView()],
      runs: [run('success')],
      needsYou: 0,
    };
    expect(healthSentence(facts)).toEqual({
      ok: true,
      text: 'All is well: 1 connection, 1 entry, no warnings.',
    });
  });

  it('points to the first steps when nothing is set up', () => {
    expect(healthSentence({ providers: [], entries: [], runs: [], needsYou: 0 })).toMatchObject({
      ok: true,
      text: expect.stringContaining('Three steps'),
    });
  });

  it('names everything that is wrong, most pressing first', () => {
    const facts = {
      providers: [providerView({ status: 'disabled' }), providerView({ health: 'attention' })],
      entries: [warned, warned, entryView()],
      runs: [run('failed'), run('success')],
      needsYou: 1,
    };
    expect(healthSentence(facts)).toEqual({
      ok: false,
      text: '1 rotation needs you, 1 connection is disabled, 1 connection needs attention, 2 entries have a warning and 1 of the last 2 runs failed.',
    });
  });

  it('counts a connection that is disabled and ill once', () => {
    const providers = [providerView({ status: 'disabled', health: 'attention' })];
    expect(healthSentence({ providers, entries: [], runs: [], needsYou: 0 })).toEqual({
      ok: false,
      text: '1 connection is disabled.',
    });
  });
});
