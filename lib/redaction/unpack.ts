import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A part that unpacks to more is not searched, and so not let through. */
const MOST_BYTES = 64 * 1024 * 1024;
const DEEPEST = 3;

/** The packing could not be opened, or holds too much: what is in it is not known. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError';
}

/**
 * A file and all that is packed inside it: entries of a zip (a trace, an office document), gzip, the text chunks of a
 * PNG. Throws UnpackError rather than leave a part out.
 */
export function unpacked(bytes: Buffer, depth = 0): Buffer[] {
  if (depth > DEEPEST) throw new UnpackError('packed too deeply');
  return [bytes, ...partsOf(bytes).flatMap((part) => unpacked(part, depth + 1))];
}

function partsOf(bytes: Buffer): Buffer[] {
  try {
    if (bytes.readUInt16BE(0) === 0x1f8b) return [gunzipSync(bytes, { maxOutputLength: MOST_BYTES })];
    if (bytes.toString('latin1', 0, 4) === 'PK\x03\x04') return zipEntries(bytes);
    if (bytes.toString('latin1', 1, 4) === 'PNG') return pngTexts(bytes);
    return [];
  } catch (error) {
    if (error instanceof RangeError && bytes.length < 8) return [];
    throw new UnpackError('cannot be unpacked');
  }
}

/** By the directory at the end (APPNOTE 4.3.12); what it does not list, no reader shows. Stored or deflated. */
function zipEntries(bytes: Buffer): Buffer[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end === -1) throw new UnpackError('without its directory');
  const entries: Buffer[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const [size, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    if (method !== 0 && method !== 8) throw new UnpackError('packed in an unknown way');
    entries.push(method === 0 ? content : inflateRawSync(content, { maxOutputLength: MOST_BYTES }));
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** zTXt and iTXt may be compressed; tEXt lies open and is found in the file itself. */
function pngTexts(bytes: Buffer): Buffer[] {
  const texts: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const [length, type] = [bytes.readUInt32BE(at), bytes.toString('latin1', at + 4, at + 8)];
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'zTXt')
      texts.push(inflateSync(content.subarray(content.indexOf(0) + 2), { maxOutputLength: MOST_BYTES }));
    if (type === 'iTXt' && content[content.indexOf(0) + 1] === 1) {
      const text = content.subarray(content.indexOf(0, content.indexOf(0, content.indexOf(0) + 3) + 1) + 1);
      texts.push(inflateSync(text, { maxOutputLength: MOST_BYTES }));
    }
    at += length + 12;
  }
  return texts;
}
