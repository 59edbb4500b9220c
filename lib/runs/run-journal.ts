import type { RunError } from '@/lib/contract/run';
import { seal } from '@/lib/crypto/seal';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Statement } from '@/lib/db/workspace-reader';
import type { Clock } from '@/lib/kernel/clock';
import { newId } from '@/lib/kernel/id';
import { ArtifactGate, ArtifactRefusedError } from '@/lib/redaction/artifact-gate';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { appendEvent } from './append-event';
import { endingOf } from './end-run';
import { HistoryWriter } from './history-writer';
import { type ArtifactKind, artifactContext } from './read-artifact';
import type { RunKey } from './run-lease';
import { presentArtifact } from './run-view';
import { wireFile, wireScreenshot } from './wire-run-view';

const ARTIFACT_LIFE_MS = 7 * 24 * 3600 * 1000;
const LINE_WITHHELD = 'A line was withheld here, because it held a secret of this run.';
const DATA_WITHHELD = 'The data of this run was withheld, because it held a secret.';

export interface JournalDeps {
  db: Database;
  keys: WorkspaceKeys;
  clock: Clock;
  env: { baseUrl: string };
}

export type JournalEnd = {
  data: Record<string, unknown>;
  remark?: Prisma.InputJsonObject;
} & ({ status: 'success' } | { status: 'failed'; error: RunError } | { status: 'stopped'; error?: RunError });

/**
 * What a run writes about itself while it runs.
 *
 * Promises: in order; only while the run is still ours, else `RunStopped`; whatever it said stands in the database when it
 * ends (history-writer.ts, which writes beside what the run does). Everything passes the gate of the run's live secrets
 * first, so that a page which echoes a password does not bring it into the history. What still holds one is withheld, and
 * the history says so.
 */
export class RunJournal {
  readonly #gate: ArtifactGate;
  readonly #history: HistoryWriter;
  #step = 0;
  /** The number of the newest beginning of a step in the history. */
  #begun = 0;
  /** Step -> the pass that it is in. */
  readonly #passes = new Map<number, string>();

  constructor(
    private readonly deps: JournalDeps,
    private readonly key: RunKey,
    epoch: number,
    secrets: SecretSet,
  ) {
    this.#gate = new ArtifactGate(secrets);
    this.#history = new HistoryWriter(deps, key, epoch);
  }

  /**
   * `passes`: of each repeat that the step is within. Does not wait until it is written, but for the step before this one:
   * a run that was taken over, or whose database is away, begins one step more at most.
   */
  async stepBegins(index: number, titles: readonly string[], passes: readonly number[]): Promise<void> {
    await this.begun();
    this.#step = index;
    const pass = passes.length === 0 ? '' : `pass ${passes.join('.')}`;
    this.#passes.set(index, pass);
    const current_step = [titles[index] ?? '', pass].filter(Boolean).join(', ');
    const next_step = titles[index + 1] ?? '';
    const payload = { index, current_step, next_step };
    this.#begun = this.#history.add({ event: 'execution.step', payload }, { atOnce: true });
  }

  /** Resolves once the beginning of this step is in the history, and the run was ours when it was put there. */
  begun(): Promise<void> {
    return this.#history.written(this.#begun);
  }

  async stepEnds(index: number, state: 'done' | 'failed'): Promise<void> {
    if (state === 'failed') await this.#history.excuse();
    this.#history.add({ event: 'step.ended', payload: { index, state } });
  }

  async note(index: number, text: string): Promise<void> {
    const pass = this.#passes.get(index);
    const line = pass ? `${pass}: ${text}` : text;
    const sentence = this.scrub(`${line.charAt(0).toUpperCase()}${line.slice(1)}`).slice(0, 500);
    this.#history.add({ event: 'step.note', payload: { index, text: sentence } });
  }

  /** Sealed, for seven days. Throws ArtifactRefusedError for a file that holds a secret, or whose name does. */
  async artifact(
    kind: ArtifactKind,
    { name, contentType, bytes }: { name: string; contentType: string; bytes: Buffer },
  ): Promise<void> {
    const { workspaceId, runId } = this.key;
    this.#gate.file(name, bytes);
    if (this.#gate.text('a file name', name) !== name) throw new ArtifactRefusedError('a file name');
    const id = newId();
    const keyring = await this.deps.keys.keyring(workspaceId);
    const createdAt = new Date(this.deps.clock.now());
    const expiresAt = new Date(createdAt.getTime() + ARTIFACT_LIFE_MS);
    const sealed = seal(keyring.active, artifactContext(id), bytes);
    await this.write(async (tx) => {
      const row = { workspaceId, id, runId, kind, name, contentType, sealed, createdAt, expiresAt };
      await tx.artifact.create({ data: row });
      const view = presentArtifact(runId, kind, row);
      const { baseUrl } = this.deps.env;
      if (kind === 'file') await appendEvent(tx, this.key, 'file.uploaded', wireFile(view, baseUrl));
      else
        await appendEvent(tx, this.key, 'screenshot.uploaded', {
          ...wireScreenshot(view, baseUrl),
          screenshot_id: id,
          node_id: name,
        });
    });
  }

  async end({ data, ...end }: JournalEnd): Promise<void> {
    const at = new Date(this.deps.clock.now());
    const cleared = this.#cleared(data);
    const scrubbed = { ...end, data: cleared ?? {} };
    if ('error' in scrubbed && scrubbed.error) {
      const { message, next_step, ...rest } = scrubbed.error;
      scrubbed.error = { ...rest, message: this.scrub(message), next_step: this.scrub(next_step) };
    }
    if (cleared === null) {
      const withheld = { index: this.#step, text: DATA_WITHHELD };
      this.#history.add({ event: 'step.note', payload: withheld });
    }
    await this.#history.writeInTwoTrips(endingOf(this.key, { ...scrubbed, at }, this.deps.env.baseUrl));
  }

  scrub(text: string): string {
    return orWithheld(() => this.#gate.text('a line', text)) ?? LINE_WITHHELD;
  }

  /**
   * For whatever else belongs to the run, in one transaction with what was told before. Not scrubbed: the caller writes
   * fixed words, or has scrubbed them.
   */
  write<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    return this.#history.write(work);
  }

  writeAll(statements: readonly Statement[]): Promise<void> {
    return this.#history.writeInTwoTrips({ first: statements, following: () => [] });
  }

  close(): Promise<void> {
    return this.#history.close();
  }

  #cleared(data: Record<string, unknown>): Prisma.InputJsonObject | null {
    const cleared = orWithheld(() => this.#gate.value('the data', data));
    return cleared === null ? null : JSON.parse(JSON.stringify(cleared));
  }
}

function orWithheld<T>(clear: () => T): T | null {
  try {
    return clear();
  } catch (error) {
    if (error instanceof ArtifactRefusedError) return null;
    throw error;
  }
}
