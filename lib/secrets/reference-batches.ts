import type { SecretReference } from './secret-reference';

/** What one call of `readLogins` may ask for. */
export const READ_BATCH = 50;

/** As few groups as `readLogins` allows: each of one vault, because a vault that the token cannot see refuses the whole call. */
export function batchesOf<T extends { reference: SecretReference }>(wanted: readonly T[]): T[][] {
  const byVault = new Map<string, T[]>();
  for (const one of wanted) {
    const { vaultId } = one.reference;
    byVault.set(vaultId, [...(byVault.get(vaultId) ?? []), one]);
  }
  return [...byVault.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / READ_BATCH) }, (_, index) =>
      group.slice(index * READ_BATCH, (index + 1) * READ_BATCH),
    ),
  );
}
