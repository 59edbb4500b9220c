import type { AuditAction, AuditDetail, AuditObjectKind, AuditOutcome } from '@/lib/contract/audit';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { beforeCommit, contextOf } from '@/lib/db/transaction-context';
import { invariant } from '@/lib/kernel/assert';
import type { ActingRequest } from './acting-request';
import { appendToChain } from './append-to-chain';
import { type PlainRecord, plainRecord } from './plain-record';

/** What an actor (lib/access) leaves on a record. */
export interface Acting {
  workspaceId: string;
  who:
    | { kind: 'person'; userId: string; name: string }
    | { kind: 'api_key'; keyId: string; name: string }
    | { kind: 'system'; name: string };
  /** The request that the act belongs to; none in a worker. */
  request?: ActingRequest | undefined;
}

export interface Act {
  action: AuditAction;
  object: { kind: AuditObjectKind; id: string };
  /** `success` when left out. */
  outcome?: AuditOutcome;
  detail?: AuditDetail;
}

const pending = new WeakMap<WorkspaceTransaction, PlainRecord[]>();

/**
 * Puts an act on record in the transaction that carries it out: both are committed, or neither.
 *
 * The chain of a workspace has one end, so appending to it takes turns. The rows are therefore written when the
 * caller's work is done, right before the commit, all of a transaction at once: nobody waits for another's work.
 * Never: a value from 1Password, a password, a token, an e-mail address. `detail` is an allow-list of plain facts.
 */
export function recordAct(tx: WorkspaceTransaction, actor: Acting, act: Act): void {
  const { workspaceId } = contextOf(tx);
  invariant(actor.workspaceId === workspaceId, 'an act is recorded in the workspace of its actor');
  const record = plainRecord(actor, act);
  const records = pending.get(tx);
  if (records) {
    records.push(record);
    return;
  }
  const first = [record];
  pending.set(tx, first);
  beforeCommit(tx, () => appendToChain(tx, first));
}
