import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { z } from 'zod';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { writeOpLauncher } from '@/lib/sandbox/op/launcher';
import { itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

/** Local time, as `op` prints it. */
const NOW = new Date('2026-11-22T12:00:10').getTime();

export interface Run {
  env?: Record<string, string>;
  stdin?: string;
}

/** The bundled program, started as a caller would, and the sandbox that it asks. */
export class OpProcess {
  private constructor(
    readonly folder: string,
    readonly program: string,
    readonly path: string,
    readonly sandbox: OnePasswordSandbox,
  ) {}

  static async start(): Promise<OpProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-op-'));
    const sandbox = await startSeeded({ now: () => NOW });
    const outfile = join(folder, 'op.mjs');
    const entryPoints = ['lib/sandbox/op/main.ts'];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
    const program = pathToFileURL(outfile).href;
    const path = writeOpLauncher({ folder: join(folder, 'bin'), url: sandbox.url, program });
    return new OpProcess(folder, program, path, sandbox);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await rm(this.folder, { recursive: true });
  }

  get now(): number {
    return NOW;
  }

  get automation(): string {
    return vaultNamed(this.sandbox, 'Automation').id;
  }

  get acme(): string {
    return itemIdOf(this.sandbox, 'Acme Prod Login');
  }

  contentOf(itemId: string) {
    return this.sandbox.store.item(itemId)?.content;
  }

  get readWrite() {
    return { env: { OP_SERVICE_ACCOUNT_TOKEN: this.sandbox.token(READ_WRITE_ACCOUNT) } };
  }

  get readOnly() {
    return { env: { OP_SERVICE_ACCOUNT_TOKEN: this.sandbox.token(READ_ONLY_ACCOUNT) } };
  }

  /** With an environment of its own, the read-write token unless told otherwise, and no stdin but a template. */
  async run(argv: string[], options: Run = {}, path = this.path) {
    const { env = this.readWrite.env, stdin } = options;
    const child = spawn(path, argv, {
      env: { NODE_ENV: 'test', PATH: process.env.PATH, ...env },
      stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(stdin);
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
    ]);
    const [code, signal] = z.tuple([z.number().nullable(), z.string().nullable()]).parse(await closed);
    return { stdout, stderr, code, signal };
  }

  async json(argv: string[], options?: Run): Promise<unknown> {
    const { stdout, stderr, code } = await this.run([...argv, '--format', 'json'], options);
    expect([stderr, code]).toEqual(['', 0]);
    return JSON.parse(stdout);
  }

  /** The message of a call that must fail in the form of the real command. */
  async failure(argv: string[], options?: Run): Promise<string> {
    const { stdout, stderr, code } = await this.run(argv, options);
    expect([stdout, code]).toEqual(['', 1]);
    const stamp = '[ERROR] 2026/11/22 12:00:10 ';
    expect(stderr.slice(0, stamp.length)).toBe(stamp);
    return stderr.slice(stamp.length).trimEnd();
  }
}
