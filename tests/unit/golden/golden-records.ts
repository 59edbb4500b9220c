import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import type { DataPurpose } from '@/lib/crypto/purpose';
import type { SealContext } from '@/lib/crypto/seal';
import { type WorkspaceKeyring, workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import records from './crypto-records.json';
import wrappedKeys from './crypto-wrapped-keys.json';

const hex = z.string().transform((text) => Buffer.from(text, 'hex'));

const goldenRecord = z.object({
  name: z.string(),
  workspaceId: z.string(),
  keyVersion: z.number(),
  key: hex,
  purpose: z.enum([
    'conn-token',
    'cache-secret',
    'rotation-candidate',
    'session-state',
    'artifact',
    'entry-secret',
    'api-encryption-key',
    'webhook',
  ]),
  table: z.string(),
  column: z.string(),
  rowId: z.string(),
  generation: z.number().nullable(),
  plaintext: hex,
  blob: hex,
});

const goldenWrappedKey = z.object({
  name: z.string(),
  kek: hex,
  kekId: z.string(),
  workspaceId: z.string(),
  version: z.number(),
  key: hex,
  blob: hex,
});

export type GoldenRecord = z.infer<typeof goldenRecord>;

/** Values sealed once and for all. If one stops opening, so do the rows of every installation. */
export const goldenRecords = z.array(goldenRecord).parse(records);
export const goldenWrappedKeys = z.array(goldenWrappedKey).parse(wrappedKeys);

export function contextOf(golden: GoldenRecord): SealContext<DataPurpose> {
  const { purpose, table, column, rowId, generation } = golden;
  const context = { purpose, table, column, rowId };
  return generation === null ? context : { ...context, generation };
}

export function keyringOf(golden: GoldenRecord): WorkspaceKeyring {
  const { workspaceId, keyVersion: version } = golden;
  return workspaceKeyring({ workspaceId, version, key: createSecretKey(golden.key) });
}
