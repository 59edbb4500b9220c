import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCode } from '@/lib/codes/find-code-policy';
import { textOfHtml } from '@/lib/codes/html-text-policy';
import { isMeant, recipientAlias } from '@/lib/codes/recipient-policy';

describe('the code in a mail', () => {
  test.each<[string, string, string]>([
    ['Your code is 482913', 'Hello', '482913'],
    ['482913 is your Acme verification code', '', '482913'],
    ['Sign in to Acme', 'Use this code to sign in:\n\n551 204\n\nIt expires in 10 minutes.', '551204'],
    ['Verify it is you', 'Your one-time passcode:\n\n  7741\n\nAcme Inc, 1600 Main Street, CA 94043', '7741'],
    ['Google', 'G-771204 is your Google verification code.', '771204'],
    ['Your login code', 'Order 99123456\nYour code: AB3D9F\nCall 0800 123456', 'AB3D9F'],
    ['Ihr Sicherheitscode', 'Ihr Bestätigungscode lautet 903 114.', '903114'],
    ['Código de verificación', 'Tu código es 220198. © 2031 Acme', '220198'],
    ['Confirm your sign-in', 'Enter 12345678 to confirm. https://acme.example/x/99887766', '12345678'],
    ['認証コード', '認証コード: 665544', '665544'],
    ['Security alert 2031', 'Copyright 2031.\nYour PIN is 2580.', '2580'],
    ['Code', 'Your code expires 2031-11-25 at 10:45.\n\n310 822', '310822'],
  ])('%s', (subject, text, code) => expect(findCode({ subject, text })).toBe(code));

  test.each<[string, string]>([
    ['Your invoice', 'Invoice 20311188 over $1200 is due.'],
    ['Welcome', 'Thank you for joining in 2031. Our phone: 5550199.'],
    ['Your code', 'Open the app to see it.'],
    ['Your code', 'Sign in with https://acme.example/verify?code=123456'],
    ['', ''],
  ])('is not made up: %s', (subject, text) => expect(findCode({ subject, text })).toBeNull());

  test('is found in HTML, where styles and links are full of figures', () => {
    const html = `<html><head><style>.a{color:#123456}</style></head><body><p>Your verification code</p>
      <td style="font-size:40px">&#52;82&nbsp;913</td><a href="https://x.example/700700">open</a></body></html>`;
    expect(findCode({ subject: 'Acme', text: textOfHtml(html) })).toBe('482913');
  });

  test('no mail makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (subject, text) => {
        const code = findCode({ subject, text: textOfHtml(text) });
        return code === null || /^[A-Z0-9]{4,10}$/.test(code);
      }),
      { numRuns: 500 },
    );
  });

  test('a mail that is made to take long does not', () => {
    // Quadratic work on these would take minutes: the test's own time limit is the guard.
    for (const part of ['<style', '<', '&#', '1234 ', 'A1', '1-', ' ', '\n', 'code ', 'http://', 'a@']) {
      const text = part.repeat(200_000 / part.length);
      findCode({ subject: text, text: textOfHtml(text) });
      findCode({ subject: '', text });
    }
  });
});

describe('the recipient of a mail', () => {
  const entry = {
    id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
    permissionedUserId: 'Acme-Prod',
    userAlias: 'billing robot',
    domain: 'https://login.acme.example:8443',
  };

  test.each([
    'codes+acme-prod+login.acme.example@in.example',
    'Codes <codes+ACME-PROD+LOGIN.ACME.EXAMPLE@in.example>',
    'x+7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01@in.example',
    'x+7d1c1f3e4a524c3f9d550d9a1c5b7b01@in.example',
    'x+acme-prod@in.example',
    '"x+billing robot"@in.example'.replaceAll('"', ''),
  ])('%s means the entry', (recipient) => {
    const alias = recipientAlias(recipient);
    expect(alias && isMeant(alias, entry)).toBe(true);
  });

  test.each(['codes+acme-prod+acme.example@in.example', 'codes+other+login.acme.example@in.example'])(
    '%s means another',
    (recipient) => {
      const alias = recipientAlias(recipient);
      expect(alias && isMeant(alias, entry)).toBe(false);
    },
  );

  test.each(['codes@in.example', 'codes+@in.example', 'nonsense', ''])('%j has no alias', (recipient) => {
    expect(recipientAlias(recipient)).toBeNull();
  });
});
