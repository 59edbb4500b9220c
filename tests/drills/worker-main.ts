import { z } from 'zod';
import { readEnv } from '@/lib/env';
import { createLog } from '@/lib/log';
import { openServices } from '@/lib/services';
import { startChromium } from '../support/chromium';
import { DrillClock } from './drill-clock';
import { EFFECTS } from './effects';
import { takeTurn } from './turn';

/** A worker process for one turn of one rotation, which may be told to kill itself at one of its effects. */
const order = z.object({
  workspaceId: z.string(),
  rotationId: z.string(),
  aheadMs: z.number(),
  cut: z.object({ effect: z.enum(EFFECTS), when: z.enum(['before', 'after']) }).optional(),
});

async function main(): Promise<void> {
  const { workspaceId, rotationId, aheadMs, cut } = order.parse(JSON.parse(process.env.DRILL_TURN ?? ''));
  const services = openServices(readEnv(process.env), createLog('worker', 'silent'));
  const browser = await startChromium();
  const clock = new DrillClock(aheadMs);
  const end = await takeTurn(services, browser, { workspaceId, rotationId }, { clock, cut, die });
  process.send?.({ end, aheadMs: clock.aheadMs });
  await browser.close();
  await services.close();
  process.disconnect();
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; not one instruction of the rotation may follow.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

void main();
