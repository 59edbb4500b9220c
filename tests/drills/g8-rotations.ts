import type { Browser } from 'playwright-core';
import { AWKWARD_NAME, AWKWARD_PASSWORD } from '@/lib/sandbox/site/awkward/account-book';
import type { AwkwardBehaviour } from '@/lib/sandbox/site/awkward/awkward-behaviour';
import { startAwkwardSite } from '@/lib/sandbox/site/awkward/awkward-site';
import { type DrillWorld, type Household, isKept } from './drill-world';
import { settleRotation } from './settle-rotation';
import { takeTurn } from './turn';

export interface WholeVerdict {
  right: boolean;
  /** It says finished, and the item has another password than the site. */
  falseFinish: boolean;
  story: string;
}

/**
 * A whole rotation on an awkward site. Which way it ends depends on the candidate that it makes by what the site says of
 * its rules; that the end fits what the site then has does not.
 */
export async function rotateAwkwardSite(
  world: DrillWorld,
  browser: Browser,
  home: Household,
  { name, behaviour }: { name: string; behaviour: AwkwardBehaviour },
): Promise<WholeVerdict> {
  const site = await startAwkwardSite(behaviour);
  try {
    const { state } = site;
    const account = await world.addAccount({
      ...{ domain: site.url, name: AWKWARD_NAME, password: AWKWARD_PASSWORD },
      onSite: async () => state.password,
    });
    const entryId = await world.bind(home, { ...account, name: `${AWKWARD_NAME} of ${name}` });
    const key = await world.request(home, entryId);
    await settleRotation(world, home, key, async () => {
      await takeTurn(home.services, browser, key, world);
      // Mail is read and nightly jobs run between two turns.
      state.settle();
    });
    const row = await home.services.db.withWorkspace(key.workspaceId, (tx) =>
      tx.rotation.findUniqueOrThrow({
        where: { workspaceId_id: { workspaceId: key.workspaceId, id: key.rotationId } },
      }),
    );
    const { password, pending } = world.inItem(account);
    const agrees = password === state.password;
    const harmed = state.accountDeleted || state.failures > 3;
    const fits: Record<string, boolean> = {
      finished: agrees && pending === null && password !== AWKWARD_PASSWORD,
      skipped: agrees && pending === null,
      aborted: agrees && pending === null,
      // Either nothing tells which one it is, or the site has made up a third.
      needs_human: behaviour.truth === 'untold' || !(await isKept(world, home, account)),
    };
    const outcome = row.outcome ?? 'nothing';
    return {
      right: fits[outcome] === true && !harmed,
      falseFinish: outcome === 'finished' && !agrees,
      story: `${outcome}${row.reason ? ` (${row.reason})` : ''}, submits ${row.submits}, failed sign-ins ${state.failures}`,
    };
  } finally {
    await site.close();
  }
}
