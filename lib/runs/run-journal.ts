import type { RunError } from '@/lib/contract/run';
import { seal } from '@/lib/crypto/seal';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import { newId } from '@/lib/kernel/id';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { artifactContext } from './read-screenshot';
import { RunStopped } from './run-failure';
import type { RunKey } from './run-lease';
import { appendEvent } from './run-store';

const ARTIFACT_LIFE_MS = 7 * 24 * 3600 * 1000;

export type RunEnd =
  | { status: 'success'; data: Record<string, unknown> }
  | { status: 'failed'; data: Record<string, unknown>; error: RunError }
  | { status: 'stopped'; data: Record<string, unknown>; error?: RunError };

/**
 * What a run writes about itself while it runs.
 *
 * Promises: in order; only while the run is still ours (epoch), else `RunStopped`; and every text passes the run's live
 * secret set first, so that a page which echoes a password does not bring it into the history.
 */
export class RunJournal {
  constructor(
    private readonly deps: { db: Database; keys: WorkspaceKeys; clock: Clock },
    private readonly key: RunKey,
    private readonly epoch: number,
    private readonly secrets: SecretSet,
  ) {}

  step(index: number, state: 'running' | 'done' | 'failed', titles: readonly string[]): Promise<void> {
    return this.#append('execution.step', {
      session_id: this.key.runId,
      index,
      state,
      current_step: titles[index] ?? '',
      next_step: titles[index + 1] ?? '',
    });
  }

  note(index: number, text: string): Promise<void> {
    const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    return this.#append('step.note', { index, text: this.secrets.scrub(sentence).slice(0, 500) });
  }

  async screenshot(name: string, png: Buffer): Promise<void> {
    const { workspaceId, runId } = this.key;
    const id = newId();
    const keyring = await this.deps.keys.keyring(workspaceId);
    const now = this.deps.clock.now();
    await this.#fenced(async (tx) => {
      await tx.artifact.create({
        data: {
          workspaceId,
          id,
          runId,
          kind: 'screenshot',
          name,
          contentType: 'image/png',
          sealed: seal(keyring.active, artifactContext(id), png),
          expiresAt: new Date(now + ARTIFACT_LIFE_MS),
        },
      });
      await appendEvent(tx, workspaceId, runId, 'screenshot.uploaded', {
        session_id: runId,
        artifact_id: id,
        name,
      });
    });
  }

  async end(end: RunEnd): Promise<void> {
    const { workspaceId, runId } = this.key;
    const errors = 'error' in end && end.error ? [this.#scrubbed(end.error)] : [];
    const data = this.#scrubbed(end.data);
    await this.#fenced(async (tx) => {
      await tx.run.update({
        where: { workspaceId_id: { workspaceId, id: runId } },
        data: {
          status: end.status,
          data,
          errors,
          leaseUntil: null,
          finishedAt: new Date(this.deps.clock.now()),
        },
      });
      await appendEvent(tx, workspaceId, runId, `execution.${end.status}`, {
        session_id: runId,
        data,
        errors,
      });
    });
  }

  #append(event: string, payload: Prisma.InputJsonObject): Promise<void> {
    const { workspaceId, runId } = this.key;
    return this.#fenced((tx) => appendEvent(tx, workspaceId, runId, event, payload));
  }

  #fenced(write: (tx: WorkspaceTransaction) => Promise<void>): Promise<void> {
    const { workspaceId, runId } = this.key;
    return this.deps.db.withWorkspace(workspaceId, async (tx) => {
      const { count } = await tx.run.updateMany({
        where: { workspaceId, id: runId, epoch: this.epoch, status: 'running' },
        data: { epoch: this.epoch },
      });
      if (count === 0) throw new RunStopped('lease_lost');
      await write(tx);
    });
  }

  /** Through JSON, because data may nest; the scrubber works on texts, and JSON is one. */
  #scrubbed<T>(value: T): Prisma.InputJsonObject {
    return JSON.parse(this.secrets.scrub(JSON.stringify(value)));
  }
}
