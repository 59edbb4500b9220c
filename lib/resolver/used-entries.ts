import type { Database } from '@/lib/db/database';

/** Uses of a second are written together: people look at the day of it, expiries of sessions at minutes. */
const GATHER_MS = 1_000;

interface Uses {
  ids: Set<string>;
  at: Date;
  timer: NodeJS.Timeout;
}

/**
 * When entries were used last. Nobody waits for it, and an entry that is used all the time is written once for all who
 * used it meanwhile: hundreds of updates of one row a second would take turns, each with a commit of its own.
 */
export class UsedEntries {
  readonly #gathered = new Map<string, Uses>();
  readonly #writing = new Set<Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly onError: (error: unknown) => void,
  ) {}

  mark(workspaceId: string, entryIds: readonly string[], at: Date): void {
    const uses = this.#gathered.get(workspaceId) ?? this.#begin(workspaceId, at);
    for (const id of entryIds) uses.ids.add(id);
    uses.at = at;
  }

  async close(): Promise<void> {
    for (const workspaceId of this.#gathered.keys()) this.#write(workspaceId);
    await Promise.all(this.#writing);
  }

  #begin(workspaceId: string, at: Date): Uses {
    const timer = setTimeout(() => this.#write(workspaceId), GATHER_MS).unref();
    const uses = { ids: new Set<string>(), at, timer };
    this.#gathered.set(workspaceId, uses);
    return uses;
  }

  #write(workspaceId: string): void {
    const uses = this.#gathered.get(workspaceId);
    if (!uses) return;
    clearTimeout(uses.timer);
    this.#gathered.delete(workspaceId);
    const ids = [...uses.ids];
    // Past Prisma, which would say that the entry was updated.
    const writing = this.db
      .withWorkspace(
        workspaceId,
        (tx) => tx.$executeRaw`
          update vault_entry set last_used_at = ${uses.at}::timestamptz
           where workspace_id = ${workspaceId}::uuid and id = any(${ids}::uuid[])`,
      )
      .then(() => undefined, this.onError)
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }
}
