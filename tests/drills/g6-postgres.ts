import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '@/lib/kernel/secret';
import { JournalEffects } from '@/lib/rotation/journal-effects';
import { openRotationSecrets } from '@/lib/rotation/rotation-secrets';
import type { Journal } from '@/lib/rotation/rotation-state';
import type { RotationKey } from '@/lib/rotation/rotation-store';
import { type EmbeddedDatabase, startEmbedded } from '../../scripts/embedded-pg.mjs';
import { migrate } from '../../scripts/migrate.mjs';
import type { DrillWorld, Household } from './drill-world';
import { dueAt } from './settle-rotation';

export interface CommitDrill {
  times: number;
  intact: number;
  /** Kills that came between a commit and its answer: the write was there, and nobody had been told. */
  untold: number;
}

/** Writes per kill are as many as fit into this time. */
const LONGEST_MS = 40;

/**
 * PostgreSQL, all of its processes, is killed while the journal is being written to. After its restart the journal has
 * to be at the last write that was answered, or at the one that was not; and both passwords have to open.
 */
export async function killDuringCommits(
  world: DrillWorld,
  { dir, times, report }: { dir: string; times: number; report?: (line: string) => void },
): Promise<CommitDrill> {
  let postgres = await startEmbedded({ dir });
  await migrate({ databaseUrl: postgres.url });
  let home = await world.settle(postgres.url);
  const account = await world.addAccount();
  const key = await world.request(home, await world.bind(home, account));
  const drill: CommitDrill = { times, intact: 0, untold: 0 };
  for (let time = 1; time <= times; time += 1) {
    world.clock.skip(((await dueAt(home, key)) ?? 0) - world.clock.now() + 1);
    const written = await writeUntilKilled(world, home, key, postgres);
    await home.services.close().catch(() => undefined);
    postgres = await startEmbedded({ dir });
    home = { ...home, services: world.openProduct(postgres.url) };
    const found = await readJournal(home, key);
    const isTold = same(found, written.told);
    if (isTold || same(found, written.asked)) drill.intact += 1;
    if (!isTold) drill.untold += 1;
    report?.(
      `kill ${time}: revision ${found.revision}, ${isTold ? 'the last that was answered' : 'one further'}`,
    );
  }
  await home.services.close();
  await postgres.stop();
  return drill;
}

interface Written {
  revision: number;
  candidate: string | null;
}

async function writeUntilKilled(
  world: DrillWorld,
  { services }: Household,
  key: RotationKey,
  postgres: EmbeddedDatabase,
): Promise<{ told: Written; asked: Written }> {
  const deps = { ...services, clock: world.clock, insecureHosts: services.env.insecureHosts };
  const effects = new JournalEffects(deps, key, new AbortController().signal);
  const claim = await effects.claim();
  if (!claim) throw new Error('the rotation could not be claimed');
  let journal: Journal = claim.journal;
  let asked = writtenOf(journal);
  const killing = pause(Math.random() * LONGEST_MS).then(() => kill(postgres));
  try {
    for (;;) {
      const candidate = randomBytes(12).toString('base64url');
      asked = { revision: journal.revision + 1, candidate };
      const saved = await effects.save(journal, {
        state: 'preparing',
        candidate: Secret.of(candidate),
        previous: Secret.of(`previous of ${candidate}`),
      });
      if (!saved) throw new Error('the write was refused');
      journal = saved;
    }
  } catch (error) {
    if (postgres.isRunning() && error instanceof Error && error.message === 'the write was refused')
      throw error;
  }
  await killing;
  return { told: writtenOf(journal), asked };
}

/** The whole group at once, so that no backend can tell another one or finish what it had begun. */
async function kill({ pid, isRunning }: EmbeddedDatabase): Promise<void> {
  process.kill(-pid, 'SIGKILL');
  while (isRunning()) await pause(20);
}

function writtenOf({ revision, candidate }: Journal): Written {
  return { revision, candidate: candidate?.reveal() ?? null };
}

async function readJournal({ services }: Household, key: RotationKey): Promise<Written> {
  const { workspaceId, rotationId: id } = key;
  const keyring = await services.keys.keyring(workspaceId);
  const row = await services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } }, include: { key: true } }),
  );
  const { candidate, previous } = openRotationSecrets(keyring, row, row.key);
  const belongsTogether = candidate === null || previous?.reveal() === `previous of ${candidate.reveal()}`;
  return { revision: row.revision, candidate: belongsTogether ? (candidate?.reveal() ?? null) : 'torn' };
}

function same(a: Written, b: Written): boolean {
  return a.revision === b.revision && a.candidate === b.candidate;
}

export function figureOfCommits({ times, intact, untold }: CommitDrill): string {
  return `G6 kills ${times}, intact ${intact}, committed_without_answer ${untold}`;
}
