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
const LENGTH_BYTES = 2;
const ID_BYTES = 16;
/** Seven lengths, three ids and a generation; the names come on top. */
const FIXED_BYTES = 7 * LENGTH_BYTES + 3 * ID_BYTES + GENERATION_BYTES;

/**
 * What binds a blob to its cell: without it, anyone who can write to the database could move one tenant's token
 * into another tenant's row and have this server use it. Each field carries its length, so no two different
 * locations give the same bytes; an absent generation (no bytes) differs from generation 0 (eight bytes).
 */
export function associatedData(header: Uint8Array, workspaceId: string, location: RecordLocation): Buffer {
  const { table, column, rowId, generation, parentId, part } = location;
  assertWellFormed(workspaceId, location);
  // Written in one go, because it runs with every decryption: header, then length and bytes of each field.
  const bytes = Buffer.allocUnsafe(
    header.length + FIXED_BYTES + table.length + column.length + (part?.length ?? 0),
  );
  bytes.set(header);
  let end = header.length;
  end = writeId(bytes, end, workspaceId);
  end = writeName(bytes, end, table);
  end = writeName(bytes, end, column);
  end = writeId(bytes, end, rowId);
  end = writeGeneration(bytes, end, generation);
  // Both or neither, so that a blob that was sealed before there were parts keeps its bytes.
  if (parentId !== undefined) end = writeId(bytes, end, parentId);
  if (part !== undefined) end = writeName(bytes, end, part);
  return bytes.subarray(0, end);
}

function assertWellFormed(workspaceId: string, location: RecordLocation): void {
  const { table, column, rowId, generation, parentId, part } = location;
  invariant(
    isId(workspaceId) && isId(rowId) && (parentId === undefined || isId(parentId)),
    'a sealed value belongs to a workspace and a row with a lower-case UUID',
  );
  invariant(NAME.test(table) && NAME.test(column), 'a sealed value names its table and column in snake case');
  invariant(
    generation === undefined || (Number.isSafeInteger(generation) && generation >= 0),
    'a generation is a whole number from 0',
  );
  invariant(
    (parentId === undefined) === (part === undefined),
    'a part of a row is named together with its parent',
  );
  invariant(part === undefined || PART.test(part), 'a part is named in lower case');
}

function writeId(bytes: Buffer, at: number, id: string): number {
  bytes.writeUInt16BE(ID_BYTES, at);
  bytes.write(id.replaceAll('-', ''), at + LENGTH_BYTES, 'hex');
  return at + LENGTH_BYTES + ID_BYTES;
}

function writeName(bytes: Buffer, at: number, name: string): number {
  bytes.writeUInt16BE(name.length, at);
  bytes.write(name, at + LENGTH_BYTES, 'ascii');
  return at + LENGTH_BYTES + name.length;
}

function writeGeneration(bytes: Buffer, at: number, generation: number | undefined): number {
  const length = generation === undefined ? 0 : GENERATION_BYTES;
  bytes.writeUInt16BE(length, at);
  if (generation !== undefined) bytes.writeBigUInt64BE(BigInt(generation), at + LENGTH_BYTES);
  return at + LENGTH_BYTES + length;
}
