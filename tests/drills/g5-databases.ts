import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { adoptLeftovers } from '@/lib/rotation/adopt-leftovers';
import { findUnfinishedRotation, type RotationKey } from '@/lib/rotation/rotation-store';
import { onServer, withDatabase } from '../support/database-cluster';
import { type DrillWorld, type Household, isKept, isSettled } from './drill-world';
import { EFFECTS, type EffectName } from './effects';
import { dueAt, settleRotation } from './settle-rotation';
import { takeTurn } from './turn';

/** How old the database is that is put in place while the site already has the new password. */
export type EarlierPoint = 'nothing at all' | 'before it was asked for' | 'asked for' | EffectName;

/** Up to the write that says that the click may have been made. */
export const EARLIER_POINTS: readonly EarlierPoint[] = [
  'nothing at all',
  'before it was asked for',
  'asked for',
  ...EFFECTS.slice(0, EFFECTS.indexOf('save submitting') + 1),
];

export interface Adoption {
  point: EarlierPoint;
  adopted: boolean;
  lost: boolean;
}

/** A server, and a migrated database on it that can be cloned. */
export interface Template {
  serverUrl: string;
  name: string;
}

const AFTER_THE_CLICK = { effect: 'change the password', when: 'after' } as const;

/**
 * The worker dies right after the click, and the database is replaced by an older one, or by an empty one. What the item
 * shows has to be enough to find out which password the site has.
 */
export async function adoptFrom(
  world: DrillWorld,
  { template, browser }: { template: Template; browser: Browser },
  point: EarlierPoint,
): Promise<Adoption> {
  const databases = new Databases(template);
  const first = await databases.clone();
  let home = await world.settle(databases.urlOf(first));
  let backup: string | null = null;
  const keepCopyAt = async (now: EarlierPoint) => {
    if (now !== point) return;
    await home.services.close();
    backup = await databases.clone(first);
    home = { ...home, services: world.openProduct(databases.urlOf(first)) };
  };
  try {
    const account = await world.addAccount();
    let entryId = await world.bind(home, account);
    await keepCopyAt('before it was asked for');
    const key = await world.request(home, entryId);
    await keepCopyAt('asked for');
    const effect = EFFECTS.find((name) => name === point);
    if (effect) {
      await takeTurn(home.services, browser, key, { ...world, cut: { effect, when: 'after' } });
      await keepCopyAt(effect);
      world.clock.skip(((await dueAt(home, key)) ?? 0) - world.clock.now() + 1);
    }
    await takeTurn(home.services, browser, key, { ...world, cut: AFTER_THE_CLICK });

    await home.services.close();
    await databases.remove(first);
    if (backup === null) {
      home = await world.settle(databases.urlOf(await databases.clone()));
      entryId = await world.bind(home, account);
    } else {
      home = { ...home, services: world.openProduct(databases.urlOf(backup)) };
    }
    const found = await findOrAdopt(world, home, entryId);
    await settleRotation(world, home, found, () => takeTurn(home.services, browser, found, world));
    const changed = (await account.onSite()) !== account.password;
    const adopted = changed && (await isSettled(world, account));
    return { point, adopted, lost: !(await isKept(world, home, account)) };
  } finally {
    await home.services.close();
    await databases.removeAll();
  }
}

/** The rotation that the restored database has, the one that the scanner starts, or the next one that is asked for. */
async function findOrAdopt(world: DrillWorld, home: Household, entryId: string): Promise<RotationKey> {
  const { services, actor } = home;
  const { workspaceId } = actor;
  await adoptLeftovers({ ...services, clock: world.clock });
  const unfinished = await services.db.withWorkspace(workspaceId, (tx) =>
    findUnfinishedRotation(tx, workspaceId, { entryId, secretRef: null }),
  );
  return unfinished ? { workspaceId, rotationId: unfinished.id } : world.request(home, entryId);
}

class Databases {
  readonly #made = new Set<string>();

  constructor(private readonly template: Template) {}

  urlOf(name: string): string {
    return withDatabase(this.template.serverUrl, name);
  }

  /** Of the migrated template, or of one to which nobody is connected. */
  async clone(of = this.template.name): Promise<string> {
    const name = `latchkey_g5_${randomBytes(6).toString('hex')}`;
    // A connection of the pool that has been closed may take a moment to be gone.
    await onServer(
      this.template.serverUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${of}'`,
    );
    await onServer(this.template.serverUrl, `CREATE DATABASE ${name} TEMPLATE ${of}`);
    this.#made.add(name);
    return name;
  }

  async remove(name: string): Promise<void> {
    await onServer(this.template.serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    this.#made.delete(name);
  }

  async removeAll(): Promise<void> {
    for (const name of [...this.#made]) await this.remove(name);
  }
}

export function figureOfAdoptions(adoptions: readonly Adoption[]): string {
  const adopted = adoptions.filter((one) => one.adopted).length;
  const lost = adoptions.filter((one) => one.lost).length;
  return `G5 points ${adoptions.length}, adopted ${adopted}, lost ${lost}`;
}
