import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeOpLauncher } from '@/lib/sandbox/op/launcher';

/**
 * The sandbox's `op` behind a script that first writes down what every user of the machine could read of it:
 * `/proc/<pid>/cmdline`, where the machine has such a thing. The process stays the same, so nothing is missed.
 */
export class RecordedOp {
  private constructor(
    readonly path: string,
    private readonly folder: string,
    private readonly records: string,
  ) {}

  static async create(sandboxUrl: string): Promise<RecordedOp> {
    const folder = await mkdtemp(join(tmpdir(), 'recorded-op-'));
    const outfile = join(folder, 'op.mjs');
    const entryPoints = ['lib/sandbox/op/main.ts'];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' });
    const program = pathToFileURL(outfile).href;
    const real = writeOpLauncher({ folder: join(folder, 'real'), url: sandboxUrl, program });
    const records = join(folder, 'records');
    mkdirSync(records);
    const path = join(folder, 'op');
    const record = `[ -r /proc/$$/cmdline ] && cat /proc/$$/cmdline > '${records}'/$$`;
    writeFileSync(path, `#!/bin/sh\n${record}\nexec '${real}' "$@"\n`);
    chmodSync(path, 0o755);
    return new RecordedOp(path, folder, records);
  }

  /** One text per process, its arguments one to a line. */
  commandLines(): string[] {
    return readdirSync(this.records).map((name) =>
      readFileSync(join(this.records, name), 'utf8').replaceAll('\0', '\n'),
    );
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
