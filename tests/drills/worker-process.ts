import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import type { RotationKey } from '@/lib/rotation/rotation-store';
import type { Cut } from './effects';

const report = z.object({ end: z.string(), aheadMs: z.number() });

export interface ProcessTurn {
  /** Null for a worker that was killed. */
  end: string | null;
  aheadMs: number;
}

/** A turn in a process of its own, with a Chromium of its own. */
export async function turnInProcess(
  variables: NodeJS.ProcessEnv,
  { workspaceId, rotationId }: RotationKey,
  { aheadMs, cut }: { aheadMs: number; cut?: Cut | undefined },
): Promise<ProcessTurn> {
  const child = fork(new URL('./worker-main.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...{ PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
      ...(process.env.CHROMIUM_PATH ? { CHROMIUM_PATH: process.env.CHROMIUM_PATH } : {}),
      ...variables,
      DRILL_TURN: JSON.stringify({ workspaceId, rotationId, aheadMs, cut }),
    },
  });
  let told: z.infer<typeof report> | null = null;
  child.on('message', (message) => {
    told = report.parse(message);
  });
  const [code, signal] = await once(child, 'exit');
  if (signal === 'SIGKILL' && cut) return { end: null, aheadMs };
  const { end, aheadMs: ahead } = report.parse(told);
  if (code !== 0 || cut) throw new Error(`the worker ended with ${signal ?? code} at ${cut?.effect ?? end}`);
  return { end, aheadMs: ahead };
}
