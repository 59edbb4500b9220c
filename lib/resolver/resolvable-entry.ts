import { z } from 'zod';
import type { CallableConnection } from '@/lib/connections/connection-store';
import { disabled } from '@/lib/connections/provider-registry';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import { isId } from '@/lib/kernel/id';
import type { Together } from '@/lib/kernel/together';
import { type FieldMapping, readMapping } from '@/lib/vault/field-mapping';

/** `\x…`, as PostgreSQL writes bytes in JSON. */
const bytes = z.string().transform((text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')));
const time = z.string().transform((text) => new Date(text));

const entryRow = z.object({
  id: z.string(),
  permissionedUserId: z.string(),
  domain: z.string(),
  extraOrigins: z.array(z.string()),
  source: z.string(),
  generation: z.number(),
  secretRef: z.string().nullable(),
  fieldReferences: z.unknown(),
  extraSecrets: z.unknown(),
  item: z.unknown(),
  usernameSealed: bytes.nullable(),
  passwordSealed: bytes.nullable(),
  totpSecretSealed: bytes.nullable(),
  /** The entry's own duration, else that of its connection. */
  cacheTtlSeconds: z.number(),
  /** The password on the site may be another than the item's: a rotation is under way. */
  unsettled: z.boolean(),
});

const connectionRow = z.object({
  id: z.string(),
  name: z.string(),
  mode: z.string(),
  settings: z.json(),
  tokenSealed: bytes.nullable(),
  status: z.string(),
  generation: z.number(),
  serveStale: z.boolean(),
  lastErrorKind: z.string().nullable(),
  lastErrorAt: time.nullable(),
  lastSuccessAt: time.nullable(),
  clockSkewMs: z.number().nullable(),
});

const cachedRow = z.object({
  stamp: z.string(),
  sealed: bytes,
  resolvedAt: time,
  expiresAt: time,
  keptUntil: time,
});

export type ResolvableEntry = Omit<z.infer<typeof entryRow>, keyof FieldMapping> &
  FieldMapping & { workspaceId: string };
export type ResolvableConnection = CallableConnection & z.infer<typeof connectionRow>;
export type CachedRow = z.infer<typeof cachedRow>;

/** What resolving starts from. The cached row is of the present generations; whether it has expired is not said. */
export interface Resolvable {
  entry: ResolvableEntry;
  connection: ResolvableConnection | null;
  cached: CachedRow | null;
}

/** A bound entry, the kind that has something to read live. */
export interface Bound extends Resolvable {
  connection: ResolvableConnection;
}

/** Throws for an entry that is not bound, and for a connection that was switched off. */
export function boundOf({ entry, connection, cached }: Resolvable): Bound {
  if (entry.source !== 'provider' || !connection) {
    throw new Problem('item_unusable', { message: 'The entry holds no user name and password to resolve.' });
  }
  if (connection.status !== 'active') throw disabled(connection.name);
  return { entry, connection, cached };
}

/** One trip for any number of entries. An id that is none, unknown or of another workspace is missing in the answer. */
export async function readResolvables(
  db: Database,
  workspaceId: string,
  part: string,
  entryIds: readonly string[],
): Promise<Map<string, Resolvable>> {
  const ids = entryIds.filter(isId);
  const rows = ids.length === 0 ? [] : await db.call('read_resolvable', workspaceId, [ids, part]);
  const found = new Map<string, Resolvable>();
  for (const [entry, connection, cached] of rows) {
    const parsed = entryRow.parse(entry);
    const row = { workspaceId, ...parsed, ...readMapping(parsed) };
    found.set(row.id, {
      entry: row,
      connection: connection === null ? null : { workspaceId, ...connectionRow.parse(connection) },
      cached: cached === null ? null : cachedRow.parse(cached),
    });
  }
  return found;
}

/** Group names of `Together`: a workspace and a part. */
const readGroup = (workspaceId: string, part: string) => `${workspaceId} ${part}`;

export function splitReadGroup(group: string): { workspaceId: string; part: string } {
  const [workspaceId = '', part = ''] = group.split(' ');
  return { workspaceId, part };
}

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireResolvable(
  reads: Together<Resolvable>,
  { workspaceId, entryId }: { workspaceId: string; entryId: string },
  part: string,
): Promise<Resolvable> {
  const found = await reads.get(readGroup(workspaceId, part), entryId);
  if (!found) throw new Problem('not_found', { message: 'There is no such entry in this workspace.' });
  return found;
}
