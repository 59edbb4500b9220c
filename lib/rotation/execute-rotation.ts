import { keepBeating } from '@/lib/kernel/heartbeat';
import { type PasswordQuirks, quirkFor } from '@/lib/passwords/quirks';
import { findRecipe } from '@/lib/recipes/recipe-store';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import { UseRecord } from '@/lib/sign-ins/record-use';
import { type DriveEnd, driveRotation } from './drive-rotation';
import { ItemEffects } from './item-effects';
import { type JournalDeps, JournalEffects } from './journal-effects';
import { readLearned } from './learned-rejections';
import type { RotationEffects } from './rotation-effects';
import type { RotationKey } from './rotation-store';
import { type SiteDeps, SiteEffects } from './site-effects';

export interface RotationDeps extends SiteDeps, JournalDeps {
  /** Of the operator's file of what sites demand of passwords. */
  quirks: PasswordQuirks;
}

const RENEW_MS = 30_000;

/**
 * One turn of a rotation by this worker, from claim to rest.
 *
 * Promises: the browser ends with the turn; the lease is kept while an effect takes its time. Everything else is promised
 * by the machine (rotation-machine.ts) over the port.
 */
export async function executeRotation(
  deps: RotationDeps,
  key: RotationKey,
  shutdown: AbortSignal,
): Promise<DriveEnd> {
  const effects = await openEffects(deps, key, shutdown);
  if (!effects) return 'not_ours';
  let beat: { stop(): Promise<void> } | undefined;
  const { journal, site } = effects;
  const port: RotationEffects = {
    ...portOf(effects),
    async claim() {
      const claim = await journal.claim();
      const epoch = claim?.journal.epoch;
      if (epoch !== undefined) beat = keepBeating(deps.clock, RENEW_MS, () => journal.renew(epoch));
      return claim;
    },
  };
  try {
    return await driveRotation(port);
  } finally {
    await beat?.stop();
    await site.close();
  }
}

export interface OpenEffects {
  journal: JournalEffects;
  item: ItemEffects;
  site: SiteEffects;
  uses: UseRecord;
}

/** Null when the rotation is gone with its entry. */
export async function openEffects(
  deps: RotationDeps,
  key: RotationKey,
  signal: AbortSignal,
): Promise<OpenEffects | null> {
  const { workspaceId, rotationId } = key;
  const about = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await tx.rotation.findUnique({
      where: { workspaceId_id: { workspaceId, id: rotationId } },
      include: { entry: true },
    });
    if (!row) return null;
    return { row, learned: await readLearned(tx, workspaceId, row.site) };
  });
  if (!about) return null;
  const { row, learned } = about;
  const { domain, extraOrigins } = row.entry;
  const recipe = await findRecipe(deps.db, workspaceId, domain);
  const reference = parseSecretReference(row.secretRef ?? '');
  // Without a binding nothing is read: the claim's obstacle ends the rotation before.
  const bound = reference.ok ? reference.reference : { vaultId: '', itemId: '' };
  const item = new ItemEffects(deps, {
    workspaceId,
    providerId: row.providerId ?? '',
    reference: bound,
    domain,
  });
  const site = new SiteEffects(
    deps,
    {
      key: { workspaceId, entryId: row.entryId },
      rotationId,
      domain,
      extraOrigins,
      login: () => item.login,
      recipe: recipe ?? undefined,
      quirkRules: quirkFor(deps.quirks, new URL(domain).hostname),
      learned,
    },
    signal,
  );
  const uses = new UseRecord(deps.audit, { workspaceId, entryId: row.entryId }, { rotation_id: rotationId });
  return { journal: new JournalEffects(deps, key, signal), item, site, uses };
}

/** The three sides as the one port that the machine knows. */
export function portOf({ journal, item, site, uses }: OpenEffects): RotationEffects {
  return {
    now: () => journal.now(),
    sleep: (milliseconds) => journal.sleep(milliseconds),
    claim: () => journal.claim(),
    save: (known, change) => journal.save(known, change),
    isMine: (known) => journal.isMine(known),
    countRuns: () => journal.countRuns(),
    readItem: () => item.readItem(),
    checkWriting: () => item.checkWriting(),
    async writeItem(version, change) {
      const outcome = await item.writeItem(version, change);
      // What 1Password took, whether or not it read back; should this fail, the turn ends and the item is read anew.
      if (outcome === 'written' || outcome === 'lossy') {
        await uses.record({
          action: 'secret.written',
          outcome: outcome === 'written' ? 'success' : 'failure',
          detail: { parts: Object.keys(change) },
        });
      }
      return outcome;
    },
    openForm: (present, stillMine) => site.openForm(present, stillMine),
    changePassword: (present, candidate, guard) => site.changePassword(present, candidate, guard),
    signIn: (password, stillMine) => site.signIn(password, stillMine),
    makeCandidate: () => site.makeCandidate(),
  };
}
