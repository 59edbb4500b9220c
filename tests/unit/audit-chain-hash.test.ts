import { expect, test } from 'vitest';
import { canonicalText, chainHash, chainStart, type PlacedRecord } from '@/lib/audit/chain-hash';
import { plainRecord } from '@/lib/audit/plain-record';
import type { Act, Acting } from '@/lib/audit/record-act';
import { AuditKey } from '@/lib/crypto/audit-key';

const WORKSPACE = '11111111-2222-4333-8444-555555555555';
const olga: Acting = { workspaceId: WORKSPACE, who: { kind: 'person', userId: 'u-1', name: 'Olga' } };
const act: Act = {
  action: 'entry.updated',
  object: { kind: 'entry', id: 'e-1' },
  detail: { domain: 'https://bücher.example', changed: ['password', 'domain'] },
};

function placed(record = plainRecord(olga, act)): PlacedRecord {
  const at = new Date('2026-11-25T07:10:00.123Z');
  return { ...record, workspaceId: WORKSPACE, seq: 1n, at, previousHash: chainStart(WORKSPACE) };
}

test('the text that is hashed is this, now and for all rows that were ever written', () => {
  expect(canonicalText(placed())).toBe(
    '["latchkey.audit.v1","11111111-2222-4333-8444-555555555555","1","2026-11-25T07:10:00.123Z","person","u-1",null,' +
      '"entry.updated","entry","e-1","success",null,null,' +
      '"{\\"changed\\":[\\"password\\",\\"domain\\"],\\"domain\\":\\"https://bücher.example\\"}",' +
      '"505cc28fe6c59dd9b4ad421c00a7d6e7d1203fbdfb43fb01ba87c70d14f4638f"]',
  );
  expect(chainHash(placed()).toString('hex')).toBe(
    '1b6d4290afd501e95de876d23293c516d98721ce7b59ef10d5e72cb74eb5ab06',
  );
});

test('the key that signs is derived in one fixed way and is told by its id', () => {
  const key = AuditKey.derive(Buffer.alloc(32, 7));
  expect([key.id, key.sign(Buffer.from('hash')).toString('hex')]).toEqual([
    '93eb749d',
    '8d7db6b6cbd44cadea685b147afa7c35a1e965cacecb3846fe441165d1e40319',
  ]);
});

test('each field of a record changes its hash', () => {
  const record = placed();
  const changes: Partial<PlacedRecord>[] = [
    { workspaceId: WORKSPACE.replace('1', '2') },
    { seq: 2n },
    { at: new Date('2026-11-25T07:10:00.124Z') },
    { actorKind: 'api_key' },
    { actorId: 'u-2' },
    { actorName: '' },
    { action: 'entry.deleted' },
    { objectKind: 'run' },
    { objectId: 'e-2' },
    { outcome: 'denied' },
    { requestId: '' },
    { addressHash: '' },
    { detail: '{}' },
    { previousHash: Buffer.alloc(32) },
  ];
  expect(changes.flatMap(Object.keys).sort()).toEqual(Object.keys(record).sort());
  const hashes = changes.map((change) => chainHash({ ...record, ...change }).toString('hex'));
  expect(new Set([...hashes, chainHash(record).toString('hex')]).size).toBe(changes.length + 1);
});

test('a fact that is not on the list, a second line and half a character are not kept', () => {
  const detail = { name: 'a\nb\u0000c \ud800', password: 'hunter2' };
  expect(plainRecord(olga, { ...act, detail }).detail).toBe('{"name":"a b c \ufffd"}');
});
