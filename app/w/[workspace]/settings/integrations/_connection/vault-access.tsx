'use client';

import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { StateMark } from '@/app/_ui/state-mark';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { WriteAccessDialog } from './write-access-dialog';
import { WriteMark } from './write-mark';

type Vault = SecretProviderView['vaults'][number];

const COLUMNS: ReadonlyArray<Column<Vault>> = [
  { name: 'Vault', names: true, cell: (vault) => <span className="font-medium">{vault.title}</span> },
  {
    name: 'Read',
    cell: (vault) =>
      vault.read ? <StateMark tone="ok">Yes</StateMark> : <StateMark tone="stopped">No</StateMark>,
  },
  { name: 'Write', cell: (vault) => <WriteMark write={vault.write} /> },
  { name: 'How we know', cell: (vault) => <span className="text-muted">{vault.evidence}</span> },
];

/** Which vaults the connection reaches, what it may do there, and the evidence for each. */
export function VaultAccess({ provider }: { provider: SecretProviderView }) {
  const { can } = useWorkspace();
  // Kept while the dialog closes, so that its words do not change under the eyes.
  const [asked, setAsked] = useState<Vault | null>(null);
  const [open, setOpen] = useState(false);
  const ask = (vault: Vault) => {
    setAsked(vault);
    setOpen(true);
  };
  const mayAsk = can('providers:admin') && provider.status === 'active';
  return (
    <Card title="Vault access" sentence={SENTENCES[provider.mode]}>
      {provider.vaults.length === 0 ? (
        <p className="text-muted">
          No vault is visible. Give access to a vault in 1Password, then replace the token or test the
          connection.
        </p>
      ) : (
        <DataTable
          caption="Vault access"
          columns={mayAsk ? [...COLUMNS, checkColumn(ask)] : COLUMNS}
          rows={provider.vaults}
          rowKey={(vault) => vault.id}
        />
      )}
      {asked ? (
        <WriteAccessDialog
          key={asked.id}
          providerId={provider.id}
          vault={asked}
          open={open}
          onOpenChange={setOpen}
        />
      ) : null}
    </Card>
  );
}

const SENTENCES: Record<SecretProviderView['mode'], string> = {
  service_account: 'What this service account may do. 1Password fixes it when the account is made.',
  connect: 'What this access token may do at the Connect server.',
  cli: 'What op can reach with this access.',
};

function checkColumn(ask: (vault: Vault) => void): Column<Vault> {
  return {
    name: 'Check',
    cell: (vault) => (
      <Button size="small" onClick={() => ask(vault)}>
        <span>
          Check write access<span className="sr-only">, {vault.title}</span>
        </span>
      </Button>
    ),
  };
}
