'use client';

import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useStartCheck } from '@/app/_queries/sign-in-checks';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { plural } from '@/app/_words/plural';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

/** The one way past the care for the account: a person says so, knowing what it may cost. */
export function SendAgain({ check, entry }: { check: SignInCheckView; entry: VaultEntryView }) {
  const { slug } = useWorkspace();
  const [open, setOpen] = useState(false);
  const start = useStartCheck(slug, entry.id);
  const confirm = () => start.mutate({ again: true }, { onSuccess: () => setOpen(false) });
  return (
    <>
      <Button className="w-fit" onClick={() => setOpen(true)}>
        Send it again anyway
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Send the refused password to ${siteName(entry.domain)} once more?`}
        confirmLabel="Send again"
        busyLabel="Sending…"
        busy={start.isPending}
        onConfirm={confirm}
      >
        <p>
          The site refused it {plural(check.refusals, 'time')} within the last half hour. Each refusal may
          bring the account closer to a lock, which stops your runs as well.
        </p>
        <p>Worth it only if the password was changed on the site meanwhile.</p>
        {start.error ? <ErrorNotice error={asProblem(start.error)} /> : null}
      </ConfirmDialog>
    </>
  );
}
