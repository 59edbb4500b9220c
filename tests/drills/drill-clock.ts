import { type Clock, systemClock } from '@/lib/kernel/clock';

/**
 * The real clock, which can be put forward: leases and back-offs pass without being waited for. Pauses of the browser
 * stay real.
 */
export class DrillClock implements Clock {
  constructor(public aheadMs = 0) {}

  now(): number {
    return systemClock.now() + this.aheadMs;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(milliseconds, signal);
  }

  skip(milliseconds: number): void {
    this.aheadMs += Math.max(milliseconds, 0);
  }
}
