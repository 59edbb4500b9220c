'use client';

import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useCreateWebhook } from '@/app/_queries/webhooks';
import { Dialog } from '@/app/_ui/dialog';
import { ShownOnce } from '@/app/_ui/shown-once';
import { useWorkspace } from '../../../_shell/workspace-context';
import { WebhookForm } from './webhook-form';

export interface CreateWebhookDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The secret lives in this dialog's state only; closing forgets it. */
export function CreateWebhookDialog({ open, onOpenChange }: CreateWebhookDialogProps) {
  const { slug } = useWorkspace();
  const create = useCreateWebhook(slug);
  const [secret, setSecret] = useState<string | null>(null);
  const change = (next: boolean) => {
    if (!next) {
      setSecret(null);
      create.reset();
    }
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      width="wide"
      title={secret ? 'The secret of the webhook' : 'Add a webhook'}
      description={secret ? 'It is shown this once. Copy it now.' : 'Which address is told, and what of.'}
    >
      {secret ? (
        <ShownOnce what="webhook secret" value={secret} onClose={() => change(false)}>
          Each message carries the HMAC-SHA256 of its body under this secret in the header{' '}
          <span className="font-mono">x-hmac-signature</span>. Check it before you believe a message.
        </ShownOnce>
      ) : (
        <WebhookForm
          start={{ url: '', events: [] }}
          label="Add webhook"
          busy={create.isPending}
          error={create.error ? asProblem(create.error) : null}
          onSave={(values) => create.mutate(values, { onSuccess: (made) => setSecret(made.secret) })}
          onCancel={() => change(false)}
        />
      )}
    </Dialog>
  );
}
