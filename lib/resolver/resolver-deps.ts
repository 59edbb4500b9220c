import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import type { ResolvedLogin } from './resolve-login';
import type { SingleFlight } from './single-flight';

export interface ResolverDeps extends ConnectionDeps {
  /** Live reads under way in this process. */
  loginFlights: SingleFlight<ResolvedLogin>;
}

/** Which entry, and in which workspace. The caller has checked who asks. */
export interface EntryKey {
  workspaceId: string;
  entryId: string;
}
