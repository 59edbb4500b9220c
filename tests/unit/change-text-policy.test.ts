import { describe, expect, test } from 'vitest';
import { changeMessageIn } from '@/lib/browser/change-text-policy';

const verdict = (line: string, formShown = true) =>
  changeMessageIn({ alerts: [], lines: [line], formShown })?.verdict ?? null;

describe('what a page says about a change', () => {
  test.each([
    ['SUCCESS_TEXT', 'Your password has been changed.'],
    ['SUCCESS_TEXT', 'Profile saved.'],
    ['SUCCESS_TEXT', 'Updated Administrator'],
    ['SUCCESS_TEXT', 'Ihr Passwort wurde geändert.'],
    ['SUCCESS_TEXT', 'Votre mot de passe a été modifié.'],
    ['SUCCESS_TEXT', 'La contraseña se ha actualizado.'],
    ['SUCCESS_TEXT', 'La password è stata modificata.'],
    ['SUCCESS_TEXT', 'Sua senha foi alterada.'],
    ['SUCCESS_TEXT', 'Uw wachtwoord is gewijzigd.'],
    ['SUCCESS_TEXT', 'Hasło zostało zmienione.'],
    ['SUCCESS_TEXT', 'パスワードが変更されました。'],
    ['SUCCESS_TEXT', '密码修改成功'],
    ['OLD_WRONG', 'Your old password was entered incorrectly. Please enter it again.'],
    ['OLD_WRONG', 'The current password is not correct.'],
    ['OLD_WRONG', 'Das aktuelle Passwort ist falsch.'],
    ['OLD_WRONG', '当前密码错误'],
    ['POLICY_REJECT', 'This password is too short. It must contain at least 8 characters.'],
    ['POLICY_REJECT', 'The password must not contain special characters.'],
    ['POLICY_REJECT', 'Password has already been used.'],
    ['POLICY_REJECT', 'Das Passwort ist zu kurz.'],
    ['POLICY_REJECT', 'Le mot de passe doit contenir au moins 12 caractères.'],
    ['POLICY_REJECT', '密码长度至少为8位'],
    ['CONFIRM_BY_EMAIL', 'We sent you an e-mail. Click the link in it to confirm your new password.'],
    ['CONFIRM_BY_EMAIL', 'Please check your inbox.'],
    ['ERROR', 'Something went wrong.'],
    ['ERROR', 'The two passwords do not match.'],
  ])('%s: %s', (expected, line) => {
    expect(verdict(line)).toBe(expected);
  });

  test('a complaint about the old password goes before everything said beside it', () => {
    const lines = ['Password must be at least 8 characters.', 'Wrong current password.', 'Settings saved.'];
    expect(changeMessageIn({ alerts: [], lines, formShown: true })).toMatchObject({
      verdict: 'OLD_WRONG',
      line: 'Wrong current password.',
    });
  });

  test('once the form is gone, advice on the next page is no complaint, an alert is', () => {
    const advice = 'An address is needed, should you forget your password and must reset it.';
    expect(verdict(advice, false)).toBeNull();
    const answer = { alerts: ['Your password is too weak.'], lines: [advice], formShown: false };
    expect(changeMessageIn(answer)?.verdict).toBe('POLICY_REJECT');
  });

  test('what says nothing about it is nothing', () => {
    for (const line of ['Welcome back', 'Three open orders', '']) expect(verdict(line)).toBeNull();
  });
});
