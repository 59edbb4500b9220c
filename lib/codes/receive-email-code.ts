import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import {
  receiveEmailCode as emailCodeInput,
  type ReceivedEmailCode,
  type ReceiveEmailCode,
} from '@/lib/contract/email-code';
import { Problem } from '@/lib/contract/problem';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { requireEntry } from '@/lib/vault/entry-store';
import { keepEmailCode } from './email-code-store';
import { findCode } from './find-code-policy';
import { textOfHtml } from './html-text-policy';
import { isMeant, recipientAlias } from './recipient-policy';

/** A code in a mail is meant for now; most sites let it live no longer than this. */
export const EMAIL_CODE_LIFE_MS = 10 * 60_000;

/** Takes the code out of a mail and keeps it, sealed, for the entry it is meant for. The mail itself is not kept. */
export async function receiveEmailCode(
  deps: { db: Database; keys: WorkspaceKeys; clock: Clock },
  actor: Actor,
  input: ReceiveEmailCode,
): Promise<ReceivedEmailCode> {
  requirePermission(actor, 'codes:write');
  const mail = emailCodeInput.parse(input);
  const code = findCode({ subject: mail.subject, text: mail.text || textOfHtml(mail.html ?? '') });
  if (code === null) {
    throw new Problem('code_not_found', {
      message: 'Nothing in the subject or the text looks like a one-time code.',
      hint: 'Send the whole text of the message.',
    });
  }
  const now = deps.clock.now();
  const stated = mail.received_at === undefined ? now : Date.parse(mail.received_at);
  const receivedAt = new Date(Math.min(stated, now));
  const expiresAt = new Date(receivedAt.getTime() + EMAIL_CODE_LIFE_MS);
  const { workspaceId } = actor;
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const entryId = mail.entry_id
      ? (await requireEntry(tx, workspaceId, mail.entry_id)).id
      : await entryOf(tx, workspaceId, mail.recipient ?? '');
    const times = { receivedAt, arrivedAt: new Date(now), expiresAt };
    await keepEmailCode(deps, tx, { workspaceId, entryId }, Secret.of(code), times);
    recordAct(tx, actor, { action: 'code.received', object: { kind: 'entry', id: entryId } });
    return { entry_id: entryId, received_at: receivedAt.toISOString(), expires_at: expiresAt.toISOString() };
  });
}

/** Only entries whose user id, alias or id the recipient begins with are looked at. */
async function entryOf(tx: WorkspaceTransaction, workspaceId: string, recipient: string): Promise<string> {
  const alias = recipientAlias(recipient);
  if (!alias) throw unknownRecipient('The recipient has no part behind a plus sign.');
  const candidates = await tx.$queryRaw<
    Array<{ id: string; permissionedUserId: string; userAlias: string | null; domain: string }>
  >`
    select id, permissioned_user_id as "permissionedUserId", user_alias as "userAlias", domain
      from vault_entry
     where workspace_id = ${workspaceId}::uuid
       and (lower(permissioned_user_id) in (${alias.user}, ${alias.whole}) or lower(user_alias) = ${alias.whole}
            or replace(id::text, '-', '') = replace(${alias.whole}, '-', ''))
     limit 200`;
  const [meant, another] = candidates.filter((entry) => isMeant(alias, entry));
  if (!meant) throw unknownRecipient('No entry of this workspace is meant by the recipient.');
  if (another) throw unknownRecipient('More than one entry is meant by the recipient.');
  return meant.id;
}

function unknownRecipient(message: string): Problem {
  return new Problem('recipient_unknown', {
    message,
    hint: 'Have the site send its codes to <mailbox>+<user id>+<host>@<your domain>.',
    fields: [{ field: 'recipient', message }],
  });
}
