import type { Vault } from '../store/vault';
import type { ServiceAccountDeps, Signed } from './context';
import { sealJson } from './envelope';

/** A vault as the account sees it. The SDK wants one entry in `combinedAccess` and a list in `access`. */
export function toWireVault(
  deps: ServiceAccountDeps,
  { account }: Signed,
  vault: Vault,
  withAccessors: boolean,
): object {
  const { id: keyId, key } = deps.keys.vaultKey(vault.id);
  const access = {
    vaultUuid: vault.id,
    accessorType: 'user',
    accessorUuid: deps.keys.account(account.name).userId,
    acl: account.grants[vault.id] ?? 0,
    leaseTimeout: 0,
    vaultKeySN: 1,
    encryptedBy: deps.keys.keysetId,
    encVaultKey: deps.keys.sealedVaultKey(vault.id),
  };
  const attributes = { name: vault.name, desc: vault.description, avatar: '', type: 'U' };
  return {
    uuid: vault.id,
    type: 'U',
    createdAt: new Date(vault.createdAt).toISOString(),
    updatedAt: new Date(vault.updatedAt).toISOString(),
    attrVersion: 1,
    contentVersion: vault.contentVersion,
    activeItemCount: deps.store.activeItemCount(vault.id),
    accessorsVersion: 1,
    clientAccess: 4_294_967_295,
    encAttrs: sealJson(key, keyId, attributes),
    combinedAccess: { ...access, accessVersion: 1 },
    ...(withAccessors ? { access: [access] } : {}),
  };
}
