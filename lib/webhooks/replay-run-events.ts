import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { WebhookReplay } from '@/lib/contract/webhook';
import { isId } from '@/lib/kernel/id';
import { type DeliveryDeps, sendDelivery } from './deliver-event';
import type { Reception } from './send-message';
import { failureInWords } from './webhook-view';

/** A caller waits for the answer: what a run of ordinary length sends, and no more. */
const MOST_EVENTS = 200;
const TIME_MS = 25_000;

type Result = WebhookReplay['webhook_events'][number];

/**
 * Sends everything again that the run has sent or tried to send, in the order of its events, and answers how each was
 * taken. One after the other: a receiver sees them in their order. What does not fit into the time counts as failed.
 */
export async function replayRunEvents(
  deps: DeliveryDeps,
  actor: Actor,
  runId: string,
): Promise<WebhookReplay> {
  requirePermission(actor, 'runs:write');
  const { workspaceId } = actor;
  const deliveries = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const run = isId(runId)
      ? await tx.run.findUnique({
          where: { workspaceId_id: { workspaceId, id: runId } },
          select: { id: true },
        })
      : null;
    if (!run) throw new Problem('not_found', { message: 'There is no such run in this workspace.' });
    recordAct(tx, actor, { action: 'webhook.replayed', object: { kind: 'run', id: runId } });
    return tx.webhookDelivery.findMany({
      where: { workspaceId, runId },
      include: { webhook: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      take: MOST_EVENTS,
    });
  });
  const keyring = await deps.keys.keyring(workspaceId);
  const over = AbortSignal.timeout(TIME_MS);
  const results: Result[] = [];
  for (const delivery of deliveries) {
    const reception = over.aborted
      ? null
      : await sendDelivery(deps, keyring, delivery, over).catch(() => null);
    results.push(resultOf(reception));
  }
  return summaryOf(results);
}

function resultOf(reception: Reception | null): Result {
  if (reception === null) return { success: false, response: null, error: 'There was no time left for it.' };
  const response = reception.status === null ? null : `${reception.status} ${reception.response}`.trim();
  return { success: reception.ok, response, error: reception.ok ? null : failureInWords(reception.error) };
}

function summaryOf(results: Result[]): WebhookReplay {
  const succeeded = results.filter(({ success }) => success).length;
  const failed = results.length - succeeded;
  const status =
    results.length === 0 ? 'empty' : failed === 0 ? 'success' : succeeded === 0 ? 'failed' : 'partial';
  const info =
    results.length === 0
      ? 'This run told no webhook of any event.'
      : `${succeeded} of ${results.length} messages were accepted.`;
  return { status, info, nr_success: succeeded, nr_failed: failed, webhook_events: results };
}
