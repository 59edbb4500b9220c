import { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  type CheckWriteAccess,
  checkWriteAccess as checkInput,
  vaultAccess,
  type WriteAccessView,
} from '@/lib/contract/secret-provider';
import { callProvider } from './call-provider';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';

const vaultList = z.array(vaultAccess);

/** Whether a write to the vault would be accepted, and how we know. What is found out is remembered for the token. */
export async function checkWriteAccess(
  deps: ConnectionDeps,
  actor: Actor,
  { id, ...input }: CheckWriteAccess & { id: string },
): Promise<WriteAccessView> {
  requirePermission(actor, 'providers:admin');
  const { vault_id, probe } = checkInput.parse(input);
  const { workspaceId } = actor;
  const connection = await deps.db.withWorkspace(workspaceId, (tx) => requireConnection(tx, workspaceId, id));
  const vaults = vaultList.parse(connection.vaults);
  if (!vaults.some((vault) => vault.id === vault_id)) {
    throw new Problem('not_found', { message: 'The connection does not see that vault.' });
  }
  const access = await callProvider(deps, connection, (provider) =>
    provider.checkWriteAccess(vault_id, { probe }),
  );
  const { verdict: write, evidence } = access;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await tx.secretProvider.updateMany({
      where: { workspaceId, id, generation: connection.generation },
      data: {
        vaults: vaults.map((vault) => (vault.id === vault_id ? { ...vault, write, evidence } : vault)),
      },
    });
    recordAct(tx, actor, {
      action: 'connection.write_access_checked',
      object: { kind: 'connection', id },
      detail: { name: connection.name, vault_id, mode: probe ? 'probe' : 'ask' },
    });
  });
  return { verdict: write, evidence, next_step: access.nextStep };
}
