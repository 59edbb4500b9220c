import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scanFolder } from '../canary/files';
import { CanaryScan } from '../canary/scan';
import { SAMPLES, selfTest } from '../canary/self-test';

const folder = mkdtempSync(join(tmpdir(), 'canary-scan-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('G9: the scan finds each of 12 secrets in each of 12 encodings, 144 of 144, and names it', () => {
  const { planted, found } = selfTest(join(folder, 'planted'));
  expect(planted).toHaveLength(144);
  expect(found).toEqual(planted);
});

test('where nothing was planted it finds nothing, six digits inside a number or a time included', () => {
  const noise = [
    '2031-01-01 10:00:00.194302+00',
    '1764194302123',
    'a1943021b',
    '\\x00ab194302cd',
    randomBytes(1_000_000).toString('hex'),
  ];
  mkdirSync(join(folder, 'clean'));
  for (const [place, text] of noise.entries()) writeFileSync(join(folder, 'clean', String(place)), text);
  const scan = new CanaryScan(SAMPLES);
  expect(scanFolder(scan, 'clean', join(folder, 'clean'))).toBe(noise.length);
  expect(scan.findings).toEqual([]);
});

test('a code is found where it stands alone, and in base64 whatever stands beside it', () => {
  const found = (text: string) => new CanaryScan({ code: '194302' }).look('x', '', text).length > 0;
  expect(found('the code 194302, please')).toBe(true);
  expect(found(`\\x00${Buffer.from('194302').toString('hex')}99`)).toBe(true);
  for (const before of ['', 'a', 'ab', 'abc', 'user:'])
    for (const after of ['', ' ', 'yz', 'xyz'])
      expect(found(btoa(`${before}194302${after}`)), `${before}…${after}`).toBe(true);
});
