import type { Database } from '@/lib/db/database';
import { type FlightLocks, openFlightLocks } from '@/lib/db/flight-locks';
import type { Notifications } from '@/lib/db/notifications';
import type { Secret } from '@/lib/kernel/secret';
import { Together } from '@/lib/kernel/together';
import type { ClientLogin } from './client-login';
import { FlightNews } from './flight-news';
import type { LoginValue } from './login-part';
import { OncePerTurn } from './once-per-turn';
import type { Landing } from './part';
import { type Resolvable, readResolvables, splitReadGroup } from './resolvable-entry';
import type { ResolvedLogin } from './resolve-login';
import { type SealedCopy, SealedTier } from './sealed-tier';
import { SingleFlight } from './single-flight';
import { SuccessNotes } from './success-notes';
import { UsedEntries } from './used-entries';

/** Of one process: copies of what is cached (sealed), questions that are shared, and readings under way. */
export interface Resolving {
  copies: SealedTier;
  /** What a copy is as clients get it, under the API encryption key with that id. Ends with the copy. */
  clientLogins: WeakMap<SealedCopy, { keyId: string; login: ClientLogin }>;
  /** By stamp: whether the cached value still stands. */
  standing: Together<true>;
  reads: Together<Resolvable>;
  /** Whole resolves, for those who come in one turn. */
  logins: OncePerTurn<ResolvedLogin>;
  loginFlights: SingleFlight<Landing<LoginValue>>;
  secretFlights: SingleFlight<Landing<Secret>>;
  /** The same across processes. */
  locks: FlightLocks;
  news: FlightNews;
  used: UsedEntries;
  notes: SuccessNotes;
  close(): Promise<void>;
}

export function openResolving(
  db: Database,
  notifications: Notifications,
  onError: (error: unknown, what: string) => void,
): Resolving {
  const news = new FlightNews();
  news
    .follow(notifications)
    .catch((error: unknown) => onError(error, 'ends of readings in other processes are not heard of'));
  const locks = openFlightLocks(db.url, (error) =>
    onError(error, 'the connection for reading once was lost'),
  );
  const used = new UsedEntries(db, (error) => onError(error, 'when entries were used was not written'));
  return {
    copies: new SealedTier(),
    clientLogins: new WeakMap(),
    // Asked with every cached resolve: a second question beside the first would halve what they share, at a fifth more CPU.
    standing: new Together((workspaceId, stamps) => standingOf(db, workspaceId, stamps), { lanes: 1 }),
    reads: new Together((group, entryIds) => {
      const { workspaceId, part } = splitReadGroup(group);
      return readResolvables(db, workspaceId, part, entryIds);
    }),
    logins: new OncePerTurn(),
    loginFlights: new SingleFlight(),
    secretFlights: new SingleFlight(),
    locks,
    news,
    used,
    notes: new SuccessNotes(),
    async close() {
      await used.close();
      await locks.close();
    },
  };
}

async function standingOf(
  db: Database,
  workspaceId: string,
  stamps: readonly string[],
): Promise<Map<string, true>> {
  const [row] = await db.call('standing_stamps', workspaceId, [stamps]);
  const standing = Array.isArray(row?.[0]) ? row[0] : [];
  return new Map(standing.map((stamp) => [String(stamp), true]));
}
