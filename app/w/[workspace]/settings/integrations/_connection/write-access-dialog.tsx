'use client';

import { type FormEvent, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useCheckWriteAccess } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Notice } from '@/app/_ui/notice';
import type { SecretProviderView, WriteAccessView } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';

export interface WriteAccessDialogProps {
  providerId: string;
  vault: SecretProviderView['vaults'][number];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks what is known of a vault. Nothing is written into it unless the person ticks that. */
export function WriteAccessDialog({ providerId, vault, open, onOpenChange }: WriteAccessDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Check write access to ${vault.title}`}
      description="Only password rotation writes to 1Password. Everything else works without it."
    >
      <CheckForm providerId={providerId} vaultId={vault.id} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function CheckForm(props: { providerId: string; vaultId: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const [probe, setProbe] = useState(false);
  const check = useCheckWriteAccess(slug, props.providerId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate({ vault_id: props.vaultId, probe });
  };
  return (
    <form onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <p>
          Without writing, the answer comes from earlier writes and from what 1Password says of the access. It
          can stay unknown.
        </p>
        <Checkbox
          label="Also try it: write a note and delete it again"
          description="A secure note “Latchkey write check” is in the vault for a moment, and in 1Password’s activity log for good. Other items are not touched."
          checked={probe}
          disabled={check.isPending}
          onChange={(event) => setProbe(event.target.checked)}
        />
        {check.data && !check.isPending ? <Verdict access={check.data} /> : null}
        {check.error ? <ErrorNotice error={asProblem(check.error)} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={props.onClose}>Close</Button>
        <Button type="submit" variant="primary" disabled={check.isPending}>
          {buttonWords(check.isPending, probe)}
        </Button>
      </DialogFooter>
    </form>
  );
}

function buttonWords(busy: boolean, probe: boolean): string {
  if (busy) return probe ? 'Writing and deleting a note…' : 'Asking 1Password…';
  return probe ? 'Check by writing' : 'Check';
}

const VERDICTS = {
  yes: { tone: 'ok', title: 'It may write here' },
  no: { tone: 'attention', title: 'It may not write here' },
  unknown: { tone: 'info', title: 'Not known' },
} as const satisfies Record<WriteAccessView['verdict'], object>;

function Verdict({ access }: { access: WriteAccessView }) {
  return (
    <Notice {...VERDICTS[access.verdict]} role="status">
      <p>{access.evidence}</p>
      {access.next_step ? <p>{access.next_step}</p> : null}
    </Notice>
  );
}
