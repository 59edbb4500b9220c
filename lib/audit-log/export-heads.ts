import { appendFile } from 'node:fs/promises';
import { headOf } from '@/lib/audit/chain-head';
import { listChains, readChainEnd } from '@/lib/audit/chain-store';
import type { AuditHead } from '@/lib/contract/audit-log';
import type { Database } from '@/lib/db/database';

/**
 * Writes down how far each chain has come, where the database's administrator has no hand: a chain by itself cannot
 * show that its end was cut off. Only chains that have grown since the last time are written.
 */
export class HeadExport {
  readonly #written = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly write: (head: AuditHead) => Promise<void>,
  ) {}

  async run(): Promise<void> {
    for (const workspaceId of await listChains(this.db)) {
      const row = await this.db.withWorkspace(workspaceId, (tx) => readChainEnd(tx, workspaceId));
      if (!row || Number(row.seq) === this.#written.get(workspaceId)) continue;
      await this.write(headOf(row));
      this.#written.set(workspaceId, Number(row.seq));
    }
  }
}

/** A line is far below what POSIX writes at once, so several workers may append to one file. */
export function appendHead(file: string, head: AuditHead): Promise<void> {
  return appendFile(file, `${JSON.stringify(head)}\n`, { mode: 0o600 });
}
