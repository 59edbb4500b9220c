import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { ManualClock } from '../support/manual-clock';
import { connectTo, ITEM, REFERENCE, serve } from './scripted-connect';
import { json } from './scripted-server';

const heap: { arrayBuffers(): Buffer[] } = createRequire(import.meta.url)('../heap/dump-on-signal.cjs');

/** A stand-in that answers with a password as a text in hex: the test itself must not have bytes of it. */
function itemWith(password: string) {
  const rest = Array.from({ length: 40 }, (_, at) => ({ id: `more-${at}`, value: 'x'.repeat(2_000) }));
  return { ...ITEM, fields: [{ id: 'password', purpose: 'PASSWORD', value: password }, ...rest] };
}

test.each([
  ['in one piece', 1],
  ['in many pieces', 40],
])(
  'what a Connect server answered %s is in no bytes of the process after it was read',
  async (_name, fields) => {
    const password = randomBytes(24).toString('hex');
    const item = itemWith(password);
    const server = await serve(json({ ...item, fields: item.fields.slice(0, fields) }));
    const provider = connectTo(server);
    for (let n = 0; n < 5; n += 1) {
      const login = await provider.readLogin(REFERENCE);
      expect(login.password.lastFour()).toBe(password.slice(-4));
    }
    const found = heap.arrayBuffers().filter((bytes) => bytes.includes(password, 0, 'latin1'));
    expect(found).toHaveLength(0);
  },
);

test('a socket is not used again when it is five minutes old', async () => {
  const clock = new ManualClock();
  const server = await serve(json([]));
  const provider = connectTo(server, { clock });
  await provider.check();
  clock.advance(299_999);
  await provider.check();
  expect(server.sockets).toBe(1);
  clock.advance(1);
  await provider.check();
  await provider.check();
  expect(server.sockets).toBe(2);
});
