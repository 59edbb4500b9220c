import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { unpacked } from '@/lib/redaction/unpack';
import type { CanaryScan } from './scan';

/** All files below a folder, and what is packed inside them. `except` is matched with the path inside the folder. */
export function scanFolder(
  scan: CanaryScan,
  sink: string,
  folder: string,
  except: readonly RegExp[] = [],
): number {
  let files = 0;
  for (const file of filesBelow(folder)) {
    const path = relative(folder, file);
    if (except.some((pattern) => pattern.test(path))) continue;
    const content = readOrNull(file);
    if (content === null) continue;
    files += 1;
    for (const part of partsOf(content)) scan.look(sink, path, part);
  }
  return files;
}

/** What cannot be opened as the archive that it looks like is searched as it is. */
function partsOf(content: Buffer): Buffer[] {
  try {
    return unpacked(content);
  } catch {
    return [content];
  }
}

function filesBelow(folder: string): string[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const kind = lstatSync(path, { throwIfNoEntry: false });
    if (kind?.isDirectory()) return filesBelow(path);
    return kind?.isFile() ? [path] : [];
  });
}

/** A temporary folder may be gone by the time it is looked into. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
