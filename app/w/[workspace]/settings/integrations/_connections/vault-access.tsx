'use client';

import { Card } from '@/app/_ui/card';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { StateMark } from '@/app/_ui/state-mark';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

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

/** Which vaults the token reaches, what it may do there, and the evidence for each. */
export function VaultAccess({ vaults }: { vaults: readonly Vault[] }) {
  return (
    <Card title="Vault access" sentence="What this token may do. 1Password fixes it when the token is made.">
      {vaults.length === 0 ? (
        <p className="text-muted">
          No vault is visible. Create a service account with access to a vault, and connect with its token.
        </p>
      ) : (
        <DataTable caption="Vault access" columns={COLUMNS} rows={vaults} rowKey={(vault) => vault.id} />
      )}
    </Card>
  );
}

function WriteMark({ write }: { write: Vault['write'] }) {
  if (write === 'yes') return <StateMark tone="ok">Yes</StateMark>;
  if (write === 'no') return <StateMark tone="stopped">No</StateMark>;
  return <StateMark tone="neutral">Unknown</StateMark>;
}
