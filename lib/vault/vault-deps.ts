import type { ConnectionDeps } from '@/lib/connections/connection-deps';

/** What the vault needs is what a connection needs: the database, keys, and live providers to check a binding with. */
export type VaultDeps = ConnectionDeps;
