'use client';

import { useMemo, useState } from 'react';
import { useRevokeApiKey } from '@/app/_queries/api-keys';
import { asProblem } from '@/app/_queries/api-problem';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { RelativeTime } from '@/app/_ui/relative-time';
import { notify } from '@/app/_ui/toast';
import { PERMISSION_WORDS } from '@/app/_words/roles';
import type { ApiKeyView } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';

export function ApiKeyTable({ keys }: { keys: readonly ApiKeyView[] }) {
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const columns = useMemo(() => columnsFor(setRevoking), []);
  return (
    <>
      <DataTable caption="API keys" columns={columns} rows={keys} rowKey={(key) => key.id} />
      <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}

function columnsFor(onRevoke: (key: ApiKeyView) => void): ReadonlyArray<Column<ApiKeyView>> {
  return [
    {
      name: 'Key',
      names: true,
      cell: (key) => (
        <span>
          <span className="font-medium">{key.name}</span>
          <span className="block font-mono text-sm text-muted">{key.start}…</span>
        </span>
      ),
    },
    {
      name: 'May',
      cell: (key) => (
        <span className="flex flex-wrap gap-1">
          {key.scopes.map((scope) => (
            <Badge key={scope}>{PERMISSION_WORDS[scope].label}</Badge>
          ))}
        </span>
      ),
    },
    {
      name: 'Last used',
      cell: (key) => (key.last_used_at ? <RelativeTime at={key.last_used_at} /> : 'Never'),
    },
    { name: 'Expires', cell: (key) => (key.expires_at ? <RelativeTime at={key.expires_at} /> : 'Never') },
    {
      name: 'Actions',
      align: 'end',
      cell: (key) => (
        <Button size="small" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
          Revoke
        </Button>
      ),
    },
  ];
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKeyView | null; onClose: () => void }) {
  const { slug } = useWorkspace();
  const revoke = useRevokeApiKey(slug);
  if (!apiKey) return null;
  const close = () => {
    revoke.reset();
    onClose();
  };
  const confirm = () =>
    revoke.mutate(apiKey.id, {
      onSuccess: () => {
        notify.done(`${apiKey.name} is revoked`);
        close();
      },
    });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : close())}
      title={`Revoke ${apiKey.name}?`}
      confirmLabel="Revoke key"
      busyLabel="Revoking…"
      busy={revoke.isPending}
      onConfirm={confirm}
    >
      <p>
        Programs that use the key <span className="font-mono">{apiKey.start}…</span> are refused within a
        second. It cannot be undone.
      </p>
      {revoke.error ? <ErrorNotice error={asProblem(revoke.error)} /> : null}
    </ConfirmDialog>
  );
}
