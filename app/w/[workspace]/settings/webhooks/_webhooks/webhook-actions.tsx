'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useDeleteWebhook, useTestWebhook, useUpdateWebhook } from '@/app/_queries/webhooks';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { Dialog } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import { refusalSentence } from '@/app/_words/webhook';
import type { WebhookView } from '@/lib/contract/webhook';
import { useWorkspace } from '../../../_shell/workspace-context';
import { WebhookForm } from './webhook-form';

export function WebhookActions({ webhook }: { webhook: WebhookView }) {
  const { slug } = useWorkspace();
  const test = useTestWebhook(slug, webhook.id);
  const update = useUpdateWebhook(slug, webhook.id);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const send = () =>
    test.mutate(undefined, {
      onSuccess: (delivery) =>
        delivery.state === 'delivered'
          ? notify.done('The test message was taken')
          : notify.failed({ message: 'The test message was not taken', hint: refusalSentence(delivery) }),
      onError: (error) => notify.failed(asProblem(error)),
    });
  const turn = () =>
    update.mutate(
      { active: !webhook.active },
      {
        onSuccess: ({ active }) => notify.done(active ? 'The webhook is on' : 'The webhook is off'),
        onError: (error) => notify.failed(asProblem(error)),
      },
    );
  return (
    <>
      <Button disabled={!webhook.active || test.isPending} onClick={send}>
        {test.isPending ? 'Sending…' : 'Send a test'}
      </Button>
      <Button onClick={() => setEditing(true)}>Edit</Button>
      <Button disabled={update.isPending} onClick={turn}>
        {webhook.active ? 'Switch off' : 'Switch on'}
      </Button>
      <Button onClick={() => setDeleting(true)}>Delete…</Button>
      <EditWebhook webhook={webhook} open={editing} onClose={() => setEditing(false)} />
      <DeleteWebhook webhook={webhook} open={deleting} onClose={() => setDeleting(false)} />
    </>
  );
}

interface WebhookDialogProps {
  webhook: WebhookView;
  open: boolean;
  onClose: () => void;
}

function EditWebhook({ webhook, open, onClose }: WebhookDialogProps) {
  const { slug } = useWorkspace();
  const update = useUpdateWebhook(slug, webhook.id);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      width="wide"
      title="Edit the webhook"
      description="Its secret stays as it is."
    >
      <WebhookForm
        start={{ url: webhook.url, events: webhook.events }}
        label="Save"
        busy={update.isPending}
        error={update.error ? asProblem(update.error) : null}
        onSave={(values) => update.mutate(values, { onSuccess: onClose })}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function DeleteWebhook({ webhook, open, onClose }: WebhookDialogProps) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const remove = useDeleteWebhook(slug, webhook.id);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify.done('Webhook deleted');
        router.push(href('/settings/webhooks'));
      },
    });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Delete this webhook?"
      confirmLabel="Delete webhook"
      busyLabel="Deleting…"
      busy={remove.isPending}
      onConfirm={confirm}
    >
      <p>
        <span className="font-mono break-all">{webhook.url}</span> is not told of anything any more. What
        waits to be sent, and the record of what was sent, go with it.
      </p>
      {remove.error ? <ErrorNotice error={asProblem(remove.error)} /> : null}
    </ConfirmDialog>
  );
}
