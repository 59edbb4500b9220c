import { invariant } from '@/lib/kernel/assert';
import { isId } from '@/lib/kernel/id';

/** The cell a sealed value lives in. Names are the database's, so that a rename is noticed here and migrated. */
export interface RecordLocation {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  /** Where old values must die at once (a cleared cache): a blob of an earlier generation does not open. */
  readonly generation?: number;
  /** The row that the value came through (a connection): what was read through one does not open for another. */
  readonly parentId?: string;
  /** Which of several values of one row it is. */
  readonly part?: string;
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const PART = /^[a-z][a-z0-9_/]{0,62}$/;
const GENERATION_BYTES = 8;

/**
 * What binds a blob to its cell: without it, anyone who can write to the database could move one tenant's token
 * into another tenant's row and have this server use it. Each field carries its length, so no two different
 * locations give the same bytes; an absent generation (no bytes) differs from generation 0 (eight bytes).
 */
export function associatedData(header: Uint8Array, workspaceId: string, location: RecordLocation): Buffer {
  return Buffer.concat([
    header,
    field(idBytes(workspaceId)),
    field(nameBytes(location.table)),
    field(nameBytes(location.column)),
    field(idBytes(location.rowId)),
    field(generationBytes(location.generation)),
    ...narrowing(location),
  ]);
}

/** Both or neither, so that a blob that was sealed before there were parts keeps its bytes. */
function narrowing({ parentId, part }: RecordLocation): Buffer[] {
  if (parentId === undefined && part === undefined) return [];
  invariant(
    parentId !== undefined && part !== undefined,
    'a part of a row is named together with its parent',
  );
  invariant(PART.test(part), 'a part is named in lower case');
  return [field(idBytes(parentId)), field(Buffer.from(part, 'ascii'))];
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function idBytes(id: string): Buffer {
  invariant(isId(id), 'a sealed value belongs to a workspace and a row with a lower-case UUID');
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function nameBytes(name: string): Buffer {
  invariant(NAME.test(name), 'a sealed value names its table and column in snake case');
  return Buffer.from(name, 'ascii');
}

function generationBytes(generation: number | undefined): Buffer {
  if (generation === undefined) return Buffer.alloc(0);
  invariant(Number.isSafeInteger(generation) && generation >= 0, 'a generation is a whole number from 0');
  const bytes = Buffer.alloc(GENERATION_BYTES);
  bytes.writeBigUInt64BE(BigInt(generation));
  return bytes;
}
