import type { Database } from '@/lib/db/database';

/**
 * When entries were used last. Nobody waits for it, and an entry that is used all the time is written once for all who
 * used it meanwhile: hundreds of updates of one row a second would take turns, each with a commit of its own.
 */
export class UsedEntries {
  readonly #waiting = new Map<string, { ids: Set<string>; at: Date }>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  mark(workspaceId: string, entryIds: readonly string[], at: Date): void {
    const ids = this.#waiting.get(workspaceId)?.ids ?? new Set();
    for (const id of entryIds) ids.add(id);
    this.#waiting.set(workspaceId, { ids, at });
    if (!this.#writing.has(workspaceId)) this.#write(workspaceId, { ids, at });
  }

  async close(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  #write(workspaceId: string, { ids, at: lastUsedAt }: { ids: ReadonlySet<string>; at: Date }): void {
    this.#waiting.delete(workspaceId);
    const writing = this.db
      .withWorkspace(workspaceId, (tx) =>
        tx.vaultEntry.updateMany({ where: { workspaceId, id: { in: [...ids] } }, data: { lastUsedAt } }),
      )
      .then(() => undefined, this.onError)
      .finally(() => {
        this.#writing.delete(workspaceId);
        const waiting = this.#waiting.get(workspaceId);
        if (waiting) this.#write(workspaceId, waiting);
      });
    this.#writing.set(workspaceId, writing);
  }
}
