import { describe, expect, test } from 'vitest';
import { ApiProblem } from '@/app/_queries/api-problem';
import { answerWords, candidatePlaces, orderedAnswers } from '@/app/_words/rotation';
import { scheduleWords } from '@/app/_words/schedule';
import { checkMark, checkSentence } from '@/app/_words/sign-in-check';
import { chaptersOf } from '@/app/w/[workspace]/rotations/_rotation/chapters';
import { problemsOf, readRecipe } from '@/app/w/[workspace]/vault/_recipe/recipe-text';
import { fieldOf, toBody, valuesOf } from '@/app/w/[workspace]/vault/_rotation/schedule-form';
import type { RotationView } from '@/lib/contract/rotation';
import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';

const AT = '2031-01-01T00:00:00.000Z';
const ID = '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7c01';

const rotation = (change: Partial<RotationView>): RotationView => ({
  id: ID,
  entry_id: ID,
  entry: { permissioned_user_id: 'acme-prod', domain: 'https://acme.com' },
  item: null,
  secret_provider: null,
  state: 'verifying',
  outcome: null,
  reason: null,
  message: null,
  next_step: null,
  trigger: 'person',
  requested_by: 'Ada',
  created_at: AT,
  started_at: AT,
  state_since: AT,
  finished_at: null,
  next_attempt_at: null,
  candidate: { journal: true, item: 'pending_field' },
  proven: null,
  attempts: [],
  submits: 1,
  holds_runs: false,
  answers: [],
  history: [],
  ...change,
});

const schedule: RotationScheduleView = {
  entry_id: ID,
  entry: { permissioned_user_id: 'acme-prod', domain: 'https://acme.com' },
  every_days: 30,
  window: { from: '22:00', to: '04:00', weekdays: [6, 7] },
  paused: false,
  on_forced_change: true,
  time_zone: 'Europe/Berlin',
  due_at: AT,
  next_try_at: AT,
  overdue: false,
  misses: 0,
  last_rotation: null,
};

const check = (change: Partial<SignInCheckView>): SignInCheckView => ({
  id: ID,
  entry_id: ID,
  state: 'done',
  signed_in: null,
  category: null,
  code: null,
  message: null,
  next_step: null,
  evidence: [],
  look_for_change_form: false,
  change_form: null,
  refusals: 0,
  requested_by: 'Ada',
  created_at: AT,
  started_at: AT,
  finished_at: AT,
  ...change,
});

describe('where the new password is said to be', () => {
  test('both places while it is not settled', () => {
    expect(candidatePlaces(rotation({}))).toBe(
      'The new password is kept in the item’s field “pending password” and here, encrypted.',
    );
  });

  test('nowhere before there is one, and here alone when the item is gone', () => {
    expect(candidatePlaces(rotation({ candidate: { journal: false, item: 'nowhere' } }))).toBeNull();
    expect(candidatePlaces(rotation({ candidate: { journal: true, item: 'nowhere' } }))).toBe(
      'The new password is kept here, encrypted.',
    );
  });

  test('in the item when it is done, with the copy here for a while', () => {
    const done = rotation({ state: 'done', candidate: { journal: true, item: 'password' } });
    expect(candidatePlaces(done)).toContain(
      'as its password and here, encrypted. The copy here is destroyed',
    );
  });
});

describe('what a person can answer', () => {
  const answers = ['retry_verify', 'changed_by_hand', 'restore_item', 'stop'] as const;

  test('begins with what helps most often where it stands, and ends with stopping', () => {
    const first = (reason: RotationView['reason']) =>
      orderedAnswers(rotation({ state: 'needs_human', answers: [...answers], reason }));
    expect(first('item_gone')).toEqual(['restore_item', 'retry_verify', 'changed_by_hand', 'stop']);
    expect(first('no_password_works')[0]).toBe('changed_by_hand');
    expect(first('locked_out')).toEqual([...answers]);
  });

  test('says which password the item is given, and that one that is gone is made anew', () => {
    const restoring = (change: Partial<RotationView>) =>
      answerWords('restore_item', rotation(change)).consequence;
    expect(restoring({ proven: 'candidate' })).toContain('the new password, which signs in');
    expect(restoring({})).toContain('the password before as its password');
    expect(restoring({ reason: 'item_gone', item: { title: 'Acme', vault_title: 'A' } })).toContain(
      'makes a new one named “Acme (recovered)”',
    );
  });

  test('is asked once more where it cannot be taken back', () => {
    expect(answers.filter((answer) => answerWords(answer, rotation({})).final)).toEqual([
      'restore_item',
      'stop',
    ]);
  });
});

test('events of one state are one chapter, and a state that comes back is a new one', () => {
  const event = (seq: number, state: 'verifying' | 'preparing', note: string | null) => ({
    seq,
    state,
    note,
    at: AT,
  });
  const history = [
    event(1, 'preparing', 'a'),
    event(2, 'preparing', 'b'),
    event(3, 'verifying', null),
    event(4, 'preparing', 'c'),
  ];
  expect(chaptersOf(history).map(({ state, notes }) => [state, notes.map(({ note }) => note)])).toEqual([
    ['preparing', ['a', 'b']],
    ['verifying', []],
    ['preparing', ['c']],
  ]);
});

describe('a schedule', () => {
  test('is told in words', () => {
    expect(scheduleWords(schedule)).toBe('Every 30 days, 22:00 to 04:00 on Sat, Sun (Europe/Berlin)');
    expect(scheduleWords({ ...schedule, every_days: 1, window: null })).toBe('Every day, at any time');
  });

  test('goes through its form unchanged', () => {
    const { every_days, window, paused, on_forced_change } = schedule;
    expect(toBody(valuesOf(schedule))).toEqual({ every_days, window, paused, on_forced_change });
    expect(toBody(valuesOf({ ...schedule, window: null })).window).toBeNull();
    expect(['every_days', 'window.to', 'window.weekdays.0'].map(fieldOf)).toEqual([
      'every_days',
      'to',
      'weekdays',
    ]);
  });
});

describe('a sign-in check', () => {
  test('says the newest thing that was seen while it runs', () => {
    expect(checkSentence(check({ state: 'running', evidence: ['a', 'b'] }))).toBe('b');
    expect(checkMark(check({ state: 'running' }))).toEqual({ tone: 'running', label: 'Signing in' });
  });

  test('tells a no from what could not be told', () => {
    const message = 'The site refused the username or the password.';
    const no = check({ signed_in: false, category: 'AUTHENTICATION_ERROR', message });
    expect([checkMark(no).label, checkSentence(no)]).toEqual(['Does not sign in', message]);
    const unknown = check({ category: 'SERVICE_UNAVAILABLE', message: 'Down.' });
    expect([checkMark(unknown).label, checkSentence(unknown)]).toEqual([
      'Could not tell',
      'Not available at the moment: Down.',
    ]);
  });
});

test('a recipe is read as an object, and what is wrong is named as the person wrote it', () => {
  expect(readRecipe('{"change": {}}')).toEqual({ ok: true, value: { change: {} } });
  expect(readRecipe('{').ok).toBe(false);
  expect(readRecipe('[]').ok).toBe(false);
  const fields = [
    { field: 'recipe.change.next', message: 'Too short' },
    { field: 'recipe', message: 'Not an object' },
  ];
  const problem = new ApiProblem({ code: 'validation_failed', status: 422, message: '', fields });
  expect(problemsOf(problem)).toEqual(['change.next: Too short', 'Not an object']);
});
