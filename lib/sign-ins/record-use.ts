import { systemActor } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import type { Act } from '@/lib/audit/record-act';
import type { AuditDetail } from '@/lib/contract/audit';
import type { Statement } from '@/lib/db/workspace-reader';
import type { EntryKey } from '@/lib/resolver/resolver-deps';

type Use = Pick<Act, 'outcome'> & {
  action: 'secret.resolved' | 'secret.filled' | 'secret.written' | 'code.taken' | 'entry.session_used';
  detail?: AuditDetail;
};

/**
 * What the worker does with an entry's secrets, on record before they go further. What it is done for (a run and its
 * step, a check) stands beside it; who asked for that is on record with the act that started it.
 */
export class UseRecord {
  constructor(
    private readonly audit: ActRecorder,
    private readonly key: EntryKey,
    private readonly doneFor: AuditDetail,
  ) {}

  async record(use: Use): Promise<void> {
    await this.audit.record(this.#worker(), this.#act(use));
  }

  /** The same together with what follows from it. */
  async recordWith(statements: readonly Statement[], use: Use): Promise<void> {
    await this.audit.carryOut(this.#worker(), this.#act(use), statements);
  }

  #worker() {
    return systemActor(this.key.workspaceId, 'worker');
  }

  #act({ detail, ...use }: Use): Act {
    return {
      ...use,
      object: { kind: 'entry', id: this.key.entryId },
      detail: { ...detail, ...this.doneFor },
    };
  }
}
