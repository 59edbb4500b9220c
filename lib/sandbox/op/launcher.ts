import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateJson } from '../onepassword/store/state-file';

export interface LauncherOptions {
  folder: string;
  /** Where the 1Password stand-in listens. */
  url: string;
  /** The bundled program. Absent: the one beside this bundle, or the source when this is source. */
  program?: string;
}

/**
 * Writes an executable file `op` and, beside it, the address that it asks. Returns the path of the former. It needs
 * nothing but a `node` on the PATH: a caller that clears its environment can still start it.
 */
export function writeOpLauncher({ folder, url, program }: LauncherOptions): string {
  mkdirSync(folder, { recursive: true });
  const addressFile = join(folder, 'op.json');
  writePrivateJson(addressFile, { url });
  const path = join(folder, 'op');
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(
    beside,
    `#!/usr/bin/env node\n${loading(program)}.then((op) => op.main(${quoted(addressFile)}));\n`,
  );
  // Not left to the mode of `writeFileSync`, which the process's umask would narrow.
  chmodSync(beside, 0o755);
  renameSync(beside, path);
  return path;
}

/** No top-level await and no import statement: a file without an ending is CommonJS or a module by where it lies. */
function loading(program: string | undefined): string {
  if (program !== undefined) return `import(${quoted(program)})`;
  const own = import.meta.url;
  if (!own.endsWith('.ts')) return `import(${quoted(new URL('./op.mjs', own).href)})`;
  const loader = import.meta.resolve('tsx/esm/api');
  const source = new URL('./main.ts', own).href;
  return `import(${quoted(loader)}).then((tsx) => tsx.tsImport(${quoted(source)}, ${quoted(source)}))`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
