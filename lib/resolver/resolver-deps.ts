import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import type { Login } from '@/lib/secrets/provider';
import type { SingleFlight } from './single-flight';

export interface ResolverDeps extends ConnectionDeps {
  /** Live reads under way in this process. */
  loginFlights: SingleFlight<Login>;
}

/** Which entry, and in which workspace. The caller has checked who asks. */
export interface EntryKey {
  workspaceId: string;
  entryId: string;
}
