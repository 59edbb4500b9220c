import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPasswordQuirks, quirkFor } from '@/lib/passwords/quirks';

const folder = mkdtempSync(join(tmpdir(), 'quirks-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, text);
  return file;
}

describe('the quirks file', () => {
  test('a host gets its own rules or those of the domain above it, unless those insist on the exact name', async () => {
    const quirks = await loadPasswordQuirks(
      fileWith(
        JSON.stringify({
          'acme.com': { 'password-rules': 'minlength: 10' },
          'login.acme.com': { 'password-rules': 'minlength: 12' },
          'bank.example': { 'password-rules': 'minlength: 14', 'exact-domain-match-only': true },
        }),
      ),
    );
    expect(quirkFor(quirks, 'acme.com')).toBe('minlength: 10');
    expect(quirkFor(quirks, 'WWW.acme.com:8443')).toBe('minlength: 10');
    expect(quirkFor(quirks, 'login.acme.com')).toBe('minlength: 12');
    expect(quirkFor(quirks, 'bank.example')).toBe('minlength: 14');
    expect(quirkFor(quirks, 'www.bank.example')).toBeNull();
    expect(quirkFor(quirks, 'evilacme.com')).toBeNull();
  });

  test.each([
    ['not JSON', '{', /is not JSON/],
    ['another format', '{"acme.com":{"rules":"x"}}', /format of password-rules.json at acme.com/],
    ['rules with an error', '{"acme.com":{"password-rules":"minlength 10"}}', /rules of acme.com/],
  ])('%s is named when the file is loaded', async (_name, text, message) => {
    await expect(loadPasswordQuirks(fileWith(text))).rejects.toThrow(message);
  });

  test('a missing file is named together with the setting', async () => {
    await expect(loadPasswordQuirks(join(folder, 'nowhere.json'))).rejects.toThrow(
      /LATCHKEY_PASSWORD_RULES_FILE/,
    );
  });
});
