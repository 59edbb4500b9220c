import { describe, expect, test } from 'vitest';
import {
  CERTAIN_SCORE,
  chooseChangeForms,
  chooseReauthentication,
  LEAST_SCORE,
} from '@/lib/browser/change-form-policy';
import type { FieldFacts } from '@/lib/browser/field-facts';

const PLAIN: FieldFacts = {
  type: 'password',
  autocomplete: [],
  words: '',
  formWords: '',
  formKey: '0/0',
  maxLength: -1,
  minLength: -1,
  pattern: '',
  passwordRules: '',
  hints: '',
  filled: false,
  usable: true,
  readOnly: false,
  invalid: false,
  inDialog: false,
};
const field = (words: string, change: Partial<FieldFacts> = {}): FieldFacts => ({
  ...PLAIN,
  words,
  ...change,
});
const text = (words: string, change: Partial<FieldFacts> = {}) => field(words, { type: 'text', ...change });

/** Which of the fields is the current password, the new one, and its repetition. */
function roles(...fields: FieldFacts[]) {
  const [form] = chooseChangeForms(fields);
  return form === undefined ? null : { current: form.current, next: form.next };
}

describe('which field is which', () => {
  test.each([
    ['English', ['Current password', 'New password', 'Confirm new password']],
    ['German', ['Aktuelles Passwort', 'Neues Passwort', 'Passwort wiederholen']],
    ['French', ['Mot de passe actuel', 'Nouveau mot de passe', 'Confirmer le mot de passe']],
    ['Spanish', ['Contraseña actual', 'Contraseña nueva', 'Repetir la contraseña']],
    ['Italian', ['Password attuale', 'Nuova password', 'Conferma password']],
    ['Portuguese', ['Senha atual', 'Nova senha', 'Confirmar a senha']],
    ['Dutch', ['Huidig wachtwoord', 'Nieuw wachtwoord', 'Wachtwoord bevestigen']],
    ['Polish', ['Obecne hasło', 'Nowe hasło', 'Powtórz hasło']],
    ['Japanese', ['現在のパスワード', '新しいパスワード', 'パスワード（確認）']],
    ['Chinese', ['当前密码', '新密码', '确认密码']],
    ['names in code', ['oldPassword', 'new_password1', 'new_password2']],
    ['short names', ['oldpw', 'newpw', 'pw2']],
    ['nothing but their order', ['', '', '']],
  ])('%s', (_name, [current = '', next = '', again = '']) => {
    expect(roles(field(current), field(next), field(again))).toEqual({ current: [0], next: [1, 2] });
  });

  test('words go before tokens that are there to keep browsers from filling', () => {
    const off = { autocomplete: ['new-password'] };
    expect(roles(field('Old password', off), field('New password', off), field('Again', off))).toEqual({
      current: [0],
      next: [1, 2],
    });
  });

  test('the current password may stand last', () => {
    expect(roles(field('New password'), field('once again'), field('Confirm current password'))).toEqual({
      current: [2],
      next: [0, 1],
    });
  });

  test('two fields without words are a new password and its repetition; with one word the other follows', () => {
    expect(roles(field('p1'), field('p2'))).toEqual({ current: [], next: [0, 1] });
    expect(roles(field('Current password'), field('x'))).toEqual({ current: [0], next: [1] });
    expect(roles(field('x'), field('Confirm password'))).toEqual({ current: [], next: [0, 1] });
  });
});

describe('which form it is', () => {
  const score = (...fields: FieldFacts[]) => chooseChangeForms(fields)[0]?.score ?? 0;

  test('a change is certain, a sign-in is none, a registration neither', () => {
    expect(score(field('Current password'), field('New password'))).toBeGreaterThanOrEqual(CERTAIN_SCORE);
    expect(score(text('E-mail'), field('Password'))).toBe(0);
    expect(score(text('E-mail'), field('Password'), field('Confirm password'))).toBeLessThan(LEAST_SCORE);
  });

  test('the name of the account, filled in, makes no registration of a profile', () => {
    const name = text('E-mail', { filled: true });
    expect(score(name, field('New password'), field('Confirm password'))).toBeGreaterThanOrEqual(25);
  });

  test('a lone password among the data of an account is doubtful, not certain', () => {
    const form = [text('First name', { filled: true }), text('E-mail', { filled: true }), field('Password')];
    expect(score(...form)).toBeGreaterThanOrEqual(LEAST_SCORE);
    expect(score(...form)).toBeLessThan(CERTAIN_SCORE);
  });

  test('fields nobody can see or write do not count', () => {
    expect(
      roles(field('Current password', { usable: false }), field('New password', { readOnly: true })),
    ).toBeNull();
  });
});

describe('who is asked for the password once more', () => {
  const asked = (...fields: FieldFacts[]) => chooseReauthentication(fields);

  test.each([
    ['a page of its own', [field('Password', { formWords: 'Please enter your password to continue' })], 0],
    ['with the name filled in', [text('User', { filled: true }), field('Password')], 1],
    [
      'in a dialog over another form',
      [text('City'), field('New password'), field('Password', { inDialog: true, formKey: '0/1' })],
      2,
    ],
  ])('%s', (_name, fields, place) => {
    expect(asked(...fields)).toBe(place);
  });

  test.each([
    ['deletes the account', [field('Enter your password to delete your account')]],
    ['turns off two factors', [field('Password', { formWords: 'Disable two-factor authentication' })]],
    ['changes the e-mail address', [text('New e-mail'), text('Name'), field('Current password')]],
    ['has two passwords', [field('Password'), field('Password')]],
    ['löscht das Konto', [field('Passwort', { formWords: 'Konto löschen' })]],
  ])('never by a form that %s', (_name, fields) => {
    expect(asked(...fields)).toBeNull();
  });
});
