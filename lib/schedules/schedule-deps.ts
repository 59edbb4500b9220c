import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';

export interface ScheduleDeps {
  db: Database;
  clock: Clock;
  /** Within [0, 1): spreads attempts over a window. Guessing it gains nobody anything. */
  random: () => number;
}
