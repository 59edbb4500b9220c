import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** An `op` that is a shell script: it tells a version, and for all else does what the test says. */
export class FakeOp {
  readonly folder = mkdtempSync(join(tmpdir(), 'fake-op-'));
  readonly path = join(this.folder, 'op');

  /** `$D` is the folder of this fake, for notes from the script to the test. */
  install(script: string, version = '2.30.3'): this {
    const lines = [
      '#!/bin/sh',
      `D='${this.folder}'`,
      'if [ "$1" = --version ]; then',
      `  echo asked >> "$D/versions"; echo '${version}'; exit 0`,
      'fi',
      script,
    ];
    writeFileSync(this.path, `${lines.join('\n')}\n`);
    chmodSync(this.path, 0o755);
    return this;
  }

  /** What the script wrote down under this name; undefined when it has not yet. */
  note(name: string): string | undefined {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  }

  notes(prefix: string): string[] {
    return readdirSync(this.folder).filter((name) => name.startsWith(prefix));
  }

  put(name: string): void {
    writeFileSync(join(this.folder, name), '');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process of this number is there and not merely waiting to be buried. */
export function isAlive(pid: string): boolean {
  try {
    process.kill(z.coerce.number().int().positive().parse(pid), 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/^\d+ \(.*\) [ZX]/s.test(readFileSync(status, 'utf8'));
}
