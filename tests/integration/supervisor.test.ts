import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { eventually } from '@/tests/support/eventually';
import { freePort, isAlive, Product } from './supervisor/product';

let database: TestDatabase;
let products: Product[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const product of products) await product.remove();
  products = [];
});

/** A demo on a database of the test's, so that a start takes a fraction of a second. */
function demo(settings: Record<string, string> = {}): Product {
  const product = new Product({ DATABASE_URL: database.url, LATCHKEY_DEMO: '1', ...settings });
  products.push(product);
  return product;
}

describe('the end of a start', () => {
  test('SIGTERM drains every process and ends with code 0', async () => {
    const product = demo();
    const started = await product.start();
    await started.ready();
    const pids = product.allPids();
    expect(pids).toHaveLength(3);
    started.child.kill('SIGTERM');
    expect(await started.ended()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(product.read('fakes/drained').trim().split('\n').sort()).toEqual(['sandbox', 'server', 'worker']);
  });

  test('a process that does not drain is killed when its time is up', async () => {
    const product = demo();
    product.mark('worker', 'deaf');
    const started = await product.start();
    await started.ready();
    started.child.kill('SIGTERM');
    expect(await started.ended()).toBe(0);
    expect(product.allPids().filter(isAlive)).toEqual([]);
    expect(product.read('fakes/drained')).not.toContain('worker');
  });

  test('kill -9 of the supervisor leaves no process behind', async () => {
    const product = demo();
    const started = await product.start();
    await started.ready();
    started.child.kill('SIGKILL');
    expect(await started.ended()).toBe('SIGKILL');
    for (const pid of product.allPids()) await eventually(() => !isAlive(pid));
  });

  test('the end of the npm above it ends it too', async () => {
    const product = demo();
    const started = await product.start({ npm_lifecycle_event: 'start' }, { shell: true });
    await started.ready();
    started.child.kill('SIGKILL');
    for (const pid of product.allPids()) await eventually(() => !isAlive(pid));
    await started.says('Latchkey has ended.');
  });
});

describe('a crash', () => {
  test('is reported with its exit code, and the process is started again', async () => {
    const product = demo();
    const started = await product.start();
    await started.ready();
    product.mark('worker', 'crash');
    await started.says('The worker ended with exit code 7; starting it again');
    product.unmark('worker', 'crash');
    await started.says('The worker is running again');
    expect(isAlive(product.pids('worker').at(-1) ?? 0)).toBe(true);
    expect(product.pids('server')).toHaveLength(1);
  });

  test('that repeats ends everything with code 1', async () => {
    const product = demo();
    const started = await product.start();
    await started.ready();
    product.mark('worker', 'crash');
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('The worker ended with exit code 7, for the 6th time within 60 s');
    expect(product.pids('worker')).toHaveLength(6);
    expect(product.allPids().filter(isAlive)).toEqual([]);
  });

  test('before the process was ready once ends the start with its last words', async () => {
    const product = demo();
    product.mark('server', 'dead-on-arrival');
    const started = await product.start();
    expect(await started.ended()).toBe(1);
    expect(started.output).toContain('[server] cannot read my configuration');
    expect(started.output).toContain('The server ended with exit code 3 before it was ready');
    expect(started.output).not.toContain('Latchkey is ready');
    expect(product.allPids().filter(isAlive)).toEqual([]);
  });
});

describe('two of them', () => {
  test('a second supervisor on the same data folder is refused and told who holds it', async () => {
    const product = demo();
    const first = await product.start();
    await first.ready();
    const second = await product.start();
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain(`process ${first.child.pid} holds it`);
    expect(product.allPids().filter(isAlive)).toHaveLength(3);
  });

  test('a lock left by a killed supervisor does not stop the next', async () => {
    const product = demo();
    const first = await product.start();
    await first.ready();
    first.child.kill('SIGKILL');
    await first.ended();
    const second = await product.start();
    await second.ready();
  });

  test('a taken port is named with the fix before anything is started', async () => {
    const product = demo();
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const started = await product.start({ PORT: String(port) });
      expect(await started.ended()).toBe(1);
      expect(started.output).toContain(`Port ${port} on 127.0.0.1 is taken`);
      expect(started.output).toContain('PORT=');
      expect(product.allPids()).toEqual([]);
    } finally {
      other.close();
    }
  });
});

describe('what is told to whom', () => {
  test('the demo sign-in is printed before the last line, tokens and keys never', async () => {
    const product = demo();
    const started = await product.start();
    await started.ready();
    const [before = ''] = started.output.split('Latchkey is ready on');
    expect(before).toContain('ada@example.test');
    expect(before).toContain('shown-to-people');
    expect(started.output).not.toContain('never-shown');
    expect(started.output).not.toContain(product.read('key-encryption-key'));
  });

  test('the sandbox gets neither key nor database, and nobody gets a secret as an argument', async () => {
    const product = demo();
    await (await product.start()).ready();
    const sandbox = product.read('fakes/sandbox.json');
    expect(JSON.parse(sandbox)).toEqual({
      argv: ['sandbox'],
      LATCHKEY_SANDBOX_ADDRESSES: `${product.dataDir}/sandbox/addresses.json`,
    });
    expect(JSON.parse(product.read('fakes/worker.json'))).toMatchObject({
      argv: ['worker'],
      DATABASE_URL: database.url,
      LATCHKEY_KEK_FILE: `${product.dataDir}/key-encryption-key`,
    });
  });

  test('without the demo no sandbox is started', async () => {
    const product = demo({
      LATCHKEY_DEMO: '0',
      LATCHKEY_KEK: Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 7919) % 251)).toString('base64'),
    });
    const started = await product.start();
    await started.ready();
    expect(product.pids('sandbox')).toEqual([]);
    expect(JSON.parse(product.read('fakes/server.json'))).not.toHaveProperty('LATCHKEY_SANDBOX_ADDRESSES');
  });
});
