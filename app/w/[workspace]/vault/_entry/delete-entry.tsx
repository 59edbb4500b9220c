'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useDeleteEntry } from '@/app/_queries/entries';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

export function DeleteEntry({ entry }: { entry: VaultEntryView }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const remove = useDeleteEntry(slug, entry.id);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify.done('Entry deleted');
        router.push(href('/vault'));
      },
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete the entry for ${entry.permissioned_user_id} on ${siteName(entry.domain)}?`}
        confirmLabel="Delete entry"
        busyLabel="Deleting…"
        busy={remove.isPending}
        onConfirm={confirm}
      >
        <p>{whatIsLost(entry)}</p>
        <p>Runs that name this user on this site will fail. Past runs stay.</p>
        {remove.error ? <ErrorNotice error={asProblem(remove.error)} /> : null}
      </ConfirmDialog>
    </>
  );
}

function whatIsLost(entry: VaultEntryView): string {
  if (entry.source !== 'provider') {
    return 'The username, password and authenticator secret stored here are deleted for good.';
  }
  const item = entry.item ? `“${entry.item.title}”` : 'the item';
  return `The binding is deleted. The item ${item} in 1Password is not touched.`;
}
