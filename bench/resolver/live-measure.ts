import { resolveLogin } from '@/lib/resolver/resolve-login';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import { atMost, type Measure } from '../secrets/report';
import { takeTurns } from '../secrets/take-turns';
import type { World } from './world';

/** As far away as a backend usually is, in milliseconds. */
export const BACKEND_MS = 50;

/** A resolve with the cache off against the call of the backend alone, through the same provider: medians. */
export async function liveMeasure(world: World): Promise<Measure[]> {
  const { services, sandbox } = world;
  const [key] = await world.entries(1, { cacheTtlSeconds: 0 });
  if (!key) throw new Error('no entry');
  const { provider, reference } = await bareCallOf(world, key.entryId);
  const contenders = {
    ours: () => resolveLogin(services, key),
    bare: () => provider.readLogin(reference),
  };
  await sandbox.delay(BACKEND_MS);
  const far = await takeTurns(contenders, { rounds: 150, warmUp: 5, seconds: 20 });
  await sandbox.delay(0);
  const near = await takeTurns(contenders, { rounds: 500, warmUp: 50, seconds: 10 });
  return [
    atMost(`live_resolve_ms_vs_bare_call_${BACKEND_MS}_ms_away`, far.ours, far.bare, 1.15),
    {
      ...atMost('live_resolve_ms_vs_bare_call_on_this_machine', near.ours, near.bare, 1),
      target: null,
      met: null,
    },
  ];
}

async function bareCallOf({ services, actor }: World, entryId: string) {
  const { workspaceId } = actor;
  const entry = await services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findFirstOrThrow({
      where: { workspaceId, id: entryId },
      include: { secretProvider: true },
    }),
  );
  const parsed = parseSecretReference(entry.secretRef ?? '');
  if (!entry.secretProvider || !parsed.ok) throw new Error('the entry is not bound');
  const provider = await services.providers.forConnection(entry.secretProvider);
  return { provider, reference: parsed.reference };
}
