import { Problem } from '@/lib/contract/problem';
import type { AccessDeps } from './access-deps';

const MAX_TRIES = 10;
const WINDOW_MILLISECONDS = 15 * 60_000;

/** Throws `password_incorrect`, or `rate_limited` after ten wrong tries of one person in 15 minutes. */
export type CheckPassword = (userId: string, password: string) => Promise<void>;

/**
 * The fresh check before something that a left-open browser must not do.
 * Wrong tries are counted per process; a right one clears the count.
 */
export function createPasswordCheck(deps: Pick<AccessDeps, 'auth' | 'clock'>): CheckPassword {
  const tries = new Map<string, { count: number; until: number }>();

  return async (userId, password) => {
    const now = deps.clock.now();
    for (const [id, entry] of tries) if (entry.until <= now) tries.delete(id);
    const entry = tries.get(userId) ?? { count: 0, until: now + WINDOW_MILLISECONDS };
    if (entry.count >= MAX_TRIES) {
      throw new Problem('rate_limited', {
        message: 'Too many wrong passwords.',
        hint: 'Wait 15 minutes, then try again.',
        extra: { retry_after_seconds: Math.ceil((entry.until - now) / 1000) },
      });
    }
    // Counted before the slow comparison, so that tries sent all at once count, too.
    entry.count += 1;
    tries.set(userId, entry);
    if (!(await isPassword(deps, userId, password))) throw new Problem('password_incorrect');
    tries.delete(userId);
  };
}

async function isPassword(
  deps: Pick<AccessDeps, 'auth'>,
  userId: string,
  password: string,
): Promise<boolean> {
  const context = await deps.auth.$context;
  const accounts = await context.internalAdapter.findAccounts(userId);
  const hash = accounts.find((account) => account.providerId === 'credential')?.password;
  return hash ? context.password.verify({ hash, password }) : false;
}
