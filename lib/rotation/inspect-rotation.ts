import { type Actor, requirePermission } from '@/lib/access/actor';
import { callProvider } from '@/lib/connections/call-provider';
import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import { Problem } from '@/lib/contract/problem';
import { type RotationInspection, type StartRotation, startRotation } from '@/lib/contract/rotation';
import { explainReason } from '@/lib/contract/rotation-reason';
import { sameSite } from '@/lib/kernel/site';
import type { Login, RateBudget, SecretProvider } from '@/lib/secrets/provider';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import { siteRefusal } from '@/lib/sign-ins/site-address-policy';
import type { EntryWithProvider } from '@/lib/vault/entry-store';
import { entryReferenceOf, requireEntryBy } from '@/lib/vault/require-entry-by';
import { type InspectionFacts, type ItemFacts, type ItemTrouble, inspect } from './inspection-policy';
import { countRunsWith, entriesOfItem } from './rotated-entries';
import { findUnfinishedRotation } from './rotation-store';
import { failuresIn } from './sign-in-budget-policy';
import { signInsOf } from './sign-ins-of-entries';

export interface InspectionDeps extends ConnectionDeps {
  insecureHosts: readonly string[];
}

/**
 * What a rotation would meet now. Reads the item once and asks whether its vault can be written to; touches nothing and
 * does not sign in.
 */
export async function inspectRotation(
  deps: InspectionDeps,
  actor: Actor,
  input: StartRotation,
): Promise<RotationInspection> {
  requirePermission(actor, 'rotations:read');
  const { workspaceId } = actor;
  const reference = entryReferenceOf(startRotation.parse(input));
  const { entry, unfinished, failures, runs } = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const entry = await requireEntryBy(tx, workspaceId, reference);
    const { id: entryId, secretRef } = entry;
    const entries = await entriesOfItem(tx, workspaceId, { entryId, secretRef });
    return {
      entry,
      unfinished: await findUnfinishedRotation(tx, workspaceId, { entryId, secretRef }),
      failures: failuresIn(await signInsOf(tx, { workspaceId, entries }), deps.clock.now()),
      runs: await countRunsWith(tx, workspaceId, entries),
    };
  });
  const bound = entry.source === 'provider' && entry.secretProvider !== null;
  const siteAllowed = siteRefusal(entry.domain, deps.insecureHosts) === null;
  const item = bound && siteAllowed ? await askItem(deps, entry) : null;
  return presentInspection(entry, { bound, siteAllowed, item, failures, runs }, unfinished?.id ?? null);
}

function presentInspection(
  entry: EntryWithProvider,
  facts: InspectionFacts,
  unfinishedId: string | null,
): RotationInspection {
  const found = inspect(facts);
  const reason = found.find((check) => check.reason !== undefined)?.reason ?? null;
  const words = reason && explainReason(reason);
  return {
    entry_id: entry.id,
    ready: reason === null && unfinishedId === null,
    reason,
    message: words?.message ?? null,
    next_step: words?.nextStep ?? null,
    unfinished_rotation_id: unfinishedId,
    checks: found.map(({ name, result, message }) => ({ name, result, message })),
  };
}

async function askItem(
  deps: InspectionDeps,
  entry: EntryWithProvider,
): Promise<ItemFacts | ItemTrouble | null> {
  const { secretProvider: connection, domain } = entry;
  const parsed = parseSecretReference(entry.secretRef ?? '');
  if (!connection || !parsed.ok) return null;
  try {
    return await callProvider(deps, connection, (provider) => readItem(provider, parsed.reference, domain));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { trouble: troubleCode(error), message: error.message };
  }
}

async function readItem(
  provider: SecretProvider,
  reference: SecretReference,
  domain: string,
): Promise<ItemFacts> {
  const login = await provider.readLogin(reference);
  const write = await provider.checkWriteAccess(reference.vaultId);
  return {
    title: login.title,
    editable: login.editable,
    complete: !login.username.isEmpty && !login.password.isEmpty,
    websiteFits: websiteFits(login, domain),
    pending: login.pendingPassword === null ? 'none' : login.rotationMarker === null ? 'foreign' : 'ours',
    write,
    writesLeft: writesLeft(provider.rateBudget()),
  };
}

/** An item without websites says nothing against the entry. */
function websiteFits({ websites }: Login, domain: string): boolean {
  return (
    websites.length === 0 ||
    websites.some(({ url, autofill }) => autofill !== 'never' && sameSite(url, domain))
  );
}

function writesLeft(budget: RateBudget | null): number | null {
  return budget?.hourlyWrites ? Math.max(budget.hourlyWrites.limit - budget.hourlyWrites.used, 0) : null;
}

function troubleCode({ code, retryable }: Problem): ItemTrouble['trouble'] {
  if (code === 'item_not_found') return 'item_not_found';
  return retryable ? 'provider_unavailable' : 'provider_refused';
}
