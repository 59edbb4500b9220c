import { describe, expect, test } from 'vitest';
import { actionWords, factWords } from '@/app/_words/audit';
import { readKeptHead } from '@/app/w/[workspace]/settings/audit/_log/kept-head';
import { AUDIT_ACTIONS } from '@/lib/contract/audit';

describe('the audit log in words', () => {
  test('every action has words, without the marks of a code', () => {
    const words = AUDIT_ACTIONS.map(actionWords);
    expect(words.filter((text) => /[._]/.test(text) || !/^[A-Z]/.test(text))).toEqual([]);
    expect(new Set(words).size).toBe(AUDIT_ACTIONS.length);
    expect(actionWords('api_key.revoked')).toBe('API key revoked');
  });

  test('facts name the thing first and leave ids to the export', () => {
    const detail = { run_id: 'r', changed: ['password', 'domain'], domain: 'https://acme.com', reason: null };
    expect(factWords(detail)).toBe('acme.com · changed: password, domain');
  });
});

describe('a head that was kept', () => {
  const hash = 'ab'.repeat(32);

  test('is read as the page shows it, with whatever blanks a copy brings', () => {
    expect(readKeptHead(` 17\t${hash.toUpperCase()}\n`)).toEqual({ seq: 17, hash });
  });

  test.each(['', '17', hash, `0x17 ${hash}`, `17 ${hash}0`])('%s is none', (text) => {
    expect(readKeptHead(text)).toBeNull();
  });
});
