import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Product } from './supervisor/product';

let products: Product[] = [];

afterEach(async () => {
  for (const product of products) await product.remove();
  products = [];
});

function product(settings: Record<string, string>): Product {
  // Never reached: the key is looked at before the database.
  const made = new Product({ DATABASE_URL: 'postgresql://127.0.0.1:1/none', ...settings });
  products.push(made);
  return made;
}

const weak = {
  'not base64': 'no key at all',
  'too short': Buffer.alloc(31, 'abc').toString('base64'),
  'all bytes alike': Buffer.alloc(32).toString('base64'),
  'counting up': Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64'),
  'the placeholder of .env.example': 'dGhpcy1pcy1hLXBsYWNlaG9sZGVyLW5vdC1hLWtleSE=',
};

describe('the key-encryption key', () => {
  test('is never made up outside the demo: a missing one stops the start with the fix', async () => {
    const started = await product({ LATCHKEY_DEMO: '0' }).start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('There is no key-encryption key');
    expect(started.output).toContain('npm run key:new');
  });

  test.each(Object.entries(weak))('is refused when it is %s, without being repeated', async (_, key) => {
    const started = await product({ LATCHKEY_KEK: key }).start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('npm run key:new');
    expect(started.output).not.toContain(key);
  });

  test('is refused when it is given twice', async () => {
    const started = await product({
      LATCHKEY_KEK: weak['counting up'],
      LATCHKEY_KEK_FILE: '/some/file',
    }).start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('LATCHKEY_KEK and LATCHKEY_KEK_FILE are both set');
  });

  test('is not replaced when it is missing beside a database that it has sealed', async () => {
    const demo = product({ DATABASE_URL: '' });
    mkdirSync(path.join(demo.dataDir, 'postgres', 'cluster'), { recursive: true });
    const started = await demo.start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('Restore the file from your backup');
    expect(demo.read('key-encryption-key')).toBe('');
  });

  test('of the demo is made once, readable by its owner only, with a word on backing it up', async () => {
    const demo = product({ LATCHKEY_DEMO: '1' });
    const first = await demo.start();
    await first.ended();
    const key = demo.read('key-encryption-key');
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(statSync(path.join(demo.dataDir, 'key-encryption-key')).mode & 0o777).toBe(0o600);
    expect(first.output).toContain('Back it up');
    await (await demo.start()).ended();
    expect(demo.read('key-encryption-key')).toBe(key);
  });

  test('in a file with a line end is accepted', async () => {
    const demo = product({ LATCHKEY_DEMO: '1' });
    const key = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 7919) % 251)).toString('base64');
    writeFileSync(path.join(demo.dataDir, 'key-encryption-key'), `${key}\n`, { mode: 0o600 });
    const started = await demo.start();
    await started.ended();
    expect(started.output).not.toContain('npm run key:new');
    expect(started.output).toContain('ECONNREFUSED');
  });
});
