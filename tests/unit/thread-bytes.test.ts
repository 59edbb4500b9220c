import { expect, test } from 'vitest';
import { takeValue, toBytes } from '@/lib/secrets/onepassword/service-account/thread-bytes';

const ITEM = {
  title: 'Bücher, 本, 🔑',
  version: 3,
  createdAt: new Date('2026-01-02T03:04:05.678Z'),
  fields: [{ value: 'tulip "Harbor" \\ 94', details: { type: 'Otp', content: null } }],
  notes: '{"$date":5}',
};

test('what crosses to the thread of the SDK comes out as it went in, dates too', () => {
  expect(takeValue(toBytes(ITEM))).toStrictEqual(ITEM);
  expect(takeValue(toBytes([null, '', 0, [ITEM.createdAt]]))).toStrictEqual([null, '', 0, [ITEM.createdAt]]);
});

test('the bytes that it crossed in are cleared', () => {
  const bytes = toBytes(ITEM);
  expect(Buffer.from(bytes).includes('Harbor')).toBe(true);
  takeValue(bytes);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});
