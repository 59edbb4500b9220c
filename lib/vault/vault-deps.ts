import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import type { NewEntries } from './new-entries';

/** What a connection needs, to check a binding with; and what adds entries. */
export interface VaultDeps extends ConnectionDeps {
  newEntries: NewEntries;
}
