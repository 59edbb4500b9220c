import type { ChildProcess } from 'node:child_process';
import type { Clock } from '@/lib/kernel/clock';

const GRACE_MS = 1_000;

/**
 * A child started with `detached`, and whatever it started itself.
 *
 * Promises: `end` returns when the group has been sent SIGKILL and the child is gone or cannot be waited for; no group
 * outlives this process by an ordinary exit. A daemon that has left the group is out of reach.
 */
export class ProcessGroup {
  constructor(
    private readonly child: ChildProcess,
    /** Resolves when the child has ended and nobody holds its pipes any more. Never rejects. */
    private readonly gone: Promise<unknown>,
  ) {
    live.add(this);
    if (!watchingExit) process.on('exit', killAll);
    watchingExit = true;
    gone.then(() => live.delete(this));
  }

  async end(clock: Clock): Promise<void> {
    this.signal('SIGTERM');
    await within(clock, GRACE_MS, this.gone);
    // Without asking whether the child is gone: it may have been polite, and its own children not.
    this.signal('SIGKILL');
    await within(clock, GRACE_MS, this.gone);
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    live.delete(this);
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.child.kill(name);
      else process.kill(-pid, name);
    } catch {
      // Nobody left in the group.
    }
  }
}

const live = new Set<ProcessGroup>();
let watchingExit = false;

function killAll(): void {
  for (const group of live) group.signal('SIGKILL');
}

async function within(clock: Clock, milliseconds: number, event: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const expiry = clock.sleep(milliseconds, over.signal).catch(() => {});
  await Promise.race([event, expiry]);
  over.abort();
}
