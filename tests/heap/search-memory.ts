import { closeSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Canaries, CanaryScan, type Finding } from '@/tests/canary/scan';
import { eventually } from '@/tests/support/eventually';

export const DUMP_ON_SIGNAL = join(import.meta.dirname, 'dump-on-signal.cjs');

/** What is read of a process at a time, and how much of it is read again, for what lies across the border. */
const PIECE = 32 * 1024 * 1024;
const OVERLAP = 4096;

export interface MemoryFindings {
  /** In Buffers and other arrays of bytes that are alive. */
  buffers: Finding[];
  /** In all other memory: strings that are alive, which only V8 clears, and what is left of freed ones. */
  elsewhere: Finding[];
  /** How much was looked at, to see that something was. */
  bytes: number;
}

/**
 * Has a process collect its garbage and looks for secrets in all of its memory: more than a heap snapshot shows, which has
 * the strings and not what Buffers hold. Linux; a user may read the memory of own children, root that of all.
 */
export async function searchMemory(pid: number, folder: string, canaries: Canaries): Promise<MemoryFindings> {
  const dump = join(folder, String(pid));
  rmSync(dump, { force: true });
  process.kill(pid, 'SIGUSR2');
  const buffers = await eventually(() => readFileSync(dump), { timeoutMs: 120_000 });
  const scan = new CanaryScan(canaries);
  const inBuffers = scan.look('Buffers', '', buffers);
  const everywhere = [...piecesOf(pid)].flatMap(({ place, bytes }) => scan.look('memory', place, bytes));
  const known = new Set(inBuffers.map(({ canary, encoding }) => `${canary} ${encoding}`));
  const elsewhere = everywhere.filter(({ canary, encoding }) => !known.has(`${canary} ${encoding}`));
  return { buffers: once(inBuffers), elsewhere: once(elsewhere), bytes: scan.bytesSeen };
}

/** Six digits look the same in half of the encodings: each secret counts once for each place. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.canary} ${finding.place}`, finding])).values()];
}

/** Memory that can be written to and is no file: heaps and stacks. */
function* piecesOf(pid: number): Generator<{ place: string; bytes: Buffer }> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) rw.. \S+ \S+ 0 *(.*)$/.exec(line);
      if (!match) continue;
      const [from, to] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
      for (let at = from; at < to; at += PIECE) {
        const bytes = Buffer.alloc(Math.min(PIECE + OVERLAP, to - at));
        const length = readOrNothing(memory, bytes, at);
        yield { place: `${match[3] || 'anonymous'} ${at.toString(16)}`, bytes: bytes.subarray(0, length) };
      }
    }
  } finally {
    closeSync(memory);
  }
}

/** Some mappings cannot be read, and some are gone by then. */
function readOrNothing(file: number, bytes: Buffer, at: number): number {
  try {
    return readSync(file, bytes, 0, bytes.length, at);
  } catch {
    return 0;
  }
}
