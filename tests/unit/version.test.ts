import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { VERSION } from '@/lib/kernel/version';

test('the version that programs tell is that of the package', () => {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  expect(VERSION).toBe(z.object({ version: z.string() }).parse(JSON.parse(file)).version);
});
