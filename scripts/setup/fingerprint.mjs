import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './root.mjs';

/**
 * SHA-256 over names and contents of files and folders, and over what else decides the result. Contents and not
 * times: a fresh clone, a branch switch and back, or a `touch` must not cause a build, and reading it all takes
 * some 30 ms. A path that does not exist counts as absent, so that adding it later changes the result.
 */
export async function fingerprint(paths, { ignore = [], also = '' } = {}) {
  const hash = createHash('sha256').update(also);
  for (const name of [...paths].sort()) await addPath(hash, name, new Set(ignore));
  return hash.digest('hex');
}

async function addPath(hash, name, ignored) {
  if (ignored.has(name)) return;
  const full = path.join(root, name);
  let entries;
  try {
    entries = await readdir(full, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') addFile(hash, name, await readFile(full));
    else if (error.code !== 'ENOENT') throw error;
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) await addPath(hash, `${name}/${entry.name}`, ignored);
    else if (!ignored.has(`${name}/${entry.name}`))
      addFile(hash, `${name}/${entry.name}`, await readFile(path.join(full, entry.name)));
  }
}

function addFile(hash, name, content) {
  hash.update(`\0${name}\0${content.length}\0`).update(content);
}

/** True when the last completed work recorded at `stamp` was done for the same fingerprint. */
export async function isCurrent(stamp, value) {
  return (await readFile(stamp, 'utf8').catch(() => '')) === value;
}

/** Written last, after the work it vouches for, so that an interrupted build counts as none. */
export async function record(stamp, value) {
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, value);
}
