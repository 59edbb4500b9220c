import type { Browser } from 'playwright-core';
import { LOSSY_KINDS, type LossyKind } from '@/lib/sandbox/onepassword/faults/lossy';
import { type DrillWorld, type Household, post } from './drill-world';
import { settleRotation } from './settle-rotation';
import { takeTurn } from './turn';

export { LOSSY_KINDS };

export interface Detection {
  kind: LossyKind;
  detected: boolean;
  /** What was on the site is there still, and nothing was sent to it. */
  untouched: boolean;
  reason: string | null;
}

/** Something for every kind of loss to destroy. */
const PARTS = {
  notes: 'Käse \ufb01nden',
  fields: [
    {
      label: 'Customer \ufb01',
      value: 'a longer value \ufb01 0123456789',
      type: 'concealed',
      section: 'Account',
    },
    { label: 'Branch', value: 'B-2', type: 'text', section: 'Account' },
  ],
};

/** The first write into the item, which stages the candidate, stores something else than it was asked to. */
export async function detectLoss(
  world: DrillWorld,
  browser: Browser,
  household: Household,
  kind: LossyKind,
): Promise<Detection> {
  // Of its own: a lossy write stops every further rotation of its connection.
  const home = await world.connectAnew(household, `lossy ${kind}`);
  const account = await world.addAccount(undefined, PARTS);
  const entryId = await world.bind(home, account);
  const key = await world.request(home, entryId);
  await post(`${world.onepassword.controlUrl}/lossy`, { kind, backend: 'service_account' });
  await settleRotation(world, home, key, () => takeTurn(home.services, browser, key, world));
  const { workspaceId, rotationId: id } = key;
  const row = await home.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } }),
  );
  const untouched = row.submits === 0 && (await account.onSite()) === account.password;
  return { kind, detected: row.reason === 'write_lossy', untouched, reason: row.reason };
}

export function figureOfDetections(detections: readonly Detection[]): string {
  const detected = detections.filter((one) => one.detected && one.untouched).length;
  return `G7 kinds ${detections.length}, detected_before_submit ${detected}`;
}
