import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { type DriveEnd, driveRotation } from '@/lib/rotation/drive-rotation';
import { openEffects, portOf } from '@/lib/rotation/execute-rotation';
import type { RotationEffects } from '@/lib/rotation/rotation-effects';
import type { RotationKey } from '@/lib/rotation/rotation-store';
import type { Services } from '@/lib/services';
import type { DrillClock } from './drill-clock';
import { type Cut, cutAt } from './effects';

/** Thrown where a worker of this process dies: nothing of its turn goes on. */
export class Died extends Error {}

export interface TurnOptions {
  clock: DrillClock;
  cut?: Cut | undefined;
  /** How it dies where it is cut. */
  die?: () => never;
}

/** One turn of the product's own rotation over its real effects, up to where it is cut. */
export async function takeTurn(
  services: Services,
  browser: Browser,
  key: RotationKey,
  { clock, cut, die = fall }: TurnOptions,
): Promise<DriveEnd | 'died'> {
  const deps = {
    ...services,
    ...{ clock, randomBytes, quirks: new Map(), browser: async () => browser },
    insecureHosts: services.env.insecureHosts,
  };
  const effects = await openEffects(deps, key, new AbortController().signal);
  if (!effects) return 'not_ours';
  const port: RotationEffects = { ...portOf(effects), sleep: async (waitMs) => clock.skip(waitMs) };
  try {
    return await driveRotation(cut ? cutAt(port, cut, die) : port);
  } catch (error) {
    if (error instanceof Died) return 'died';
    throw error;
  } finally {
    await effects.site.close();
  }
}

function fall(): never {
  throw new Died('the worker is gone');
}
