import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EnvKeyProvider } from '@/lib/crypto/key-provider';
import { unwrapWorkspaceKey } from '@/lib/crypto/workspace-key';
import { asSuperuser, type CanaryDatabase } from './database';

/** A word that no source file holds and that every encoding changes. */
export function awkwardSecret(): string {
  return `Zq&7 <"Kranich'>/ü%+${randomUUID()}`;
}

/** 20 random bytes in base32. */
export function newSeed(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...randomBytes(20)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('');
}

const wrappedKey = z.object({
  workspaceId: z.string(),
  version: z.number(),
  kekId: z.string(),
  wrapped: z.instanceof(Buffer),
});

/** The key of the one workspace, as only who has the key-encryption key can open it. */
export async function workspaceKey(database: CanaryDatabase, kek: Buffer): Promise<Buffer> {
  const row = await asSuperuser(database, async (client) => {
    const { rows } = await client.query(
      'select workspace_id as "workspaceId", version, kek_id as "kekId", wrapped from workspace_key',
    );
    return wrappedKey.parse(rows[0]);
  });
  const { key } = await unwrapWorkspaceKey(new EnvKeyProvider(kek), row);
  return key.export();
}

export function databasePassword({ url }: CanaryDatabase): string {
  return decodeURIComponent(new URL(url).password);
}

export function demoFile(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
}
