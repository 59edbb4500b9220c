import { describe, expect, test } from 'vitest';
import { scoreControl } from '@/lib/browser/change-path-policy';
import type { ControlFacts } from '@/lib/browser/page-controls';

const PLAIN: ControlFacts = {
  text: '',
  face: '',
  marks: '',
  href: '',
  kind: 'link',
  visible: true,
  opens: false,
  sendsForm: false,
  inChrome: false,
  inDialog: false,
  about: '',
  around: '',
};
const points = (change: Partial<ControlFacts>, onControl = false, around = false) =>
  scoreControl({ ...PLAIN, ...change }, { onControl, around })?.points ?? null;

describe('what may be pressed on the way to the form', () => {
  test.each([
    'Log out',
    'Sign out',
    'Logout (ada)',
    'Abmelden',
    'Se déconnecter',
    'Cerrar sesión',
    'Esci',
    'Sair',
    'Uitloggen',
    'Wyloguj',
    'ログアウト',
    '退出登录',
    'Delete account',
    'Konto löschen',
    'Supprimer le compte',
    'Eliminar cuenta',
    'Verwijder account',
    'Usuń konto',
    'アカウント削除',
    '删除账号',
    'Forgot password?',
    'Passwort vergessen',
    'Revoke all tokens',
    'Deactivate my profile',
    'Cancel subscription',
    'Disable two-factor',
  ])('never: %s', (text) => {
    expect(points({ text, href: 'http://acme.example/account' })).toBeNull();
  });

  test.each(['/logout', '/users/1/delete', '/account/deactivate', '/password/forgot', '/session?do=logout'])(
    'never by its address: %s',
    (path) => {
      expect(points({ text: 'Profile', href: `http://acme.example${path}` })).toBeNull();
    },
  );

  test('the button of a form is not pressed, whatever it says', () => {
    expect(points({ text: 'Change password', kind: 'button', sendsForm: true })).toBeNull();
  });

  test.each([
    'Change password',
    'Update your password',
    'Passwort ändern',
    'Changer le mot de passe',
    'Cambiar contraseña',
    'Cambia password',
    'Alterar senha',
    'Wachtwoord wijzigen',
    'Zmień hasło',
    'パスワードの変更',
    '修改密码',
  ])('best of all: %s', (text) => {
    expect(points({ text })).toBe(100);
  });

  test('what is nearer to the password goes first', () => {
    const order = ['Change password', 'Password', 'Security', 'My account', 'Settings'].map(
      (text) => points({ text }) ?? 0,
    );
    expect([...order].sort((left, right) => right - left)).toEqual(order);
    expect(points({ text: 'Orders' })).toBeNull();
    expect(points({ text: 'ada' }, true)).toBeGreaterThan(40);
    expect(points({ text: 'Edit', kind: 'button' }, false, true)).toBeGreaterThan(40);
    expect(points({ text: 'Edit', kind: 'button' })).toBeNull();
    expect(points({ marks: 'avatar-button', kind: 'button', opens: true })).toBeGreaterThan(40);
    expect(points({ text: 'Verwaltung', href: 'http://acme.example/account/password' })).toBeGreaterThan(70);
  });

  test('a hidden link can be opened by its address, a hidden button cannot be pressed', () => {
    expect(
      points({ text: 'Security', href: 'http://acme.example/security', visible: false }),
    ).toBeGreaterThan(0);
    expect(points({ text: 'Security', visible: false })).toBeNull();
  });
});
