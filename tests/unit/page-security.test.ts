import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, TOAST_STYLE_HASHES } from '@/lib/server/page-security-policy';

const policy = new Map(
  contentSecurityPolicy('abc', false)
    .split('; ')
    .map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
);

test('scripts run by their nonce alone', () => {
  expect(policy.get('script-src')).toEqual(["'nonce-abc'", "'strict-dynamic'"]);
});

test('nothing is evaluated, framed, embedded or sent elsewhere', () => {
  const all = [...policy.values()].flat();
  expect(all).not.toContain("'unsafe-eval'");
  expect(all.filter((source) => /^(https?:|\*|wss?:)/.test(source))).toEqual([]);
  for (const name of ['frame-ancestors', 'frame-src', 'object-src', 'base-uri', 'worker-src'])
    expect([name, policy.get(name)]).toEqual([name, ["'none'"]]);
  for (const name of ['default-src', 'connect-src', 'form-action', 'font-src'])
    expect([name, policy.get(name)]).toEqual([name, ["'self'"]]);
});

test('style elements need the nonce; the one exception is what the toast library adds, as it is installed', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('sonner'), 'utf8');
  const [, literal = ''] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(source) ?? [];
  const hashes = ['', JSON.parse(literal)].map(
    (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`,
  );
  expect(TOAST_STYLE_HASHES).toEqual(hashes);
  expect(policy.get('style-src-elem')).toEqual([
    "'self'",
    "'nonce-abc'",
    ...hashes.map((hash) => `'${hash}'`),
  ]);
});
