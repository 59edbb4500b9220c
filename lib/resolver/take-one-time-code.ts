import { Problem } from '@/lib/contract/problem';
import { newId } from '@/lib/kernel/id';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { type CodeSource, codeSourceOf } from './code-source';
import { codeTiming, waitForStep } from './code-timing-policy';
import {
  burnStep,
  LONGEST_LOOK_MS,
  leaveTurn,
  noteRefusedCode,
  renewLease,
  type SeedKey,
  type Turn,
  takeTurn,
} from './one-time-code-ledger';
import { requireResolvable } from './resolvable-entry';
import type { EntryKey, ResolverDeps } from './resolver-deps';

/** A code with the place in the order that it was taken at: a second one, after a refusal, keeps it. */
export interface TakenCode extends OneTimePassword {
  ticket: string;
}

export interface CodeOptions {
  signal?: AbortSignal;
  /** Told before each wait, with how many others come first. */
  onWait?: (milliseconds: number, ahead: number) => void;
  /** The code that the site refused just now. Its successor is of the next step, and goes to the same caller. */
  refused?: TakenCode;
}

/** Nobody looks more often. */
const SHORTEST_LOOK_MS = 500;
/** After waiting a step is fresh and whole, unless reading its code was slow or told another period. */
const READINGS = 4;

/**
 * A live code that nobody was given before. Callers of one seed are served in the order in which they came, one in each
 * step, so it can take a while; `onWait` says so to whoever watches. Never cached, in memory neither.
 */
export async function takeOneTimeCode(
  deps: ResolverDeps,
  key: EntryKey,
  options: CodeOptions = {},
): Promise<TakenCode> {
  const found = await requireResolvable(deps.resolving.reads, key, 'login');
  const source = codeSourceOf(deps, found);
  const seed = { workspaceId: key.workspaceId, seedKey: source.seedKey };
  if (options.refused) await noteRefusedCode(deps, seed);
  const holder = newId();
  let ticket = options.refused?.ticket ?? null;
  try {
    for (;;) {
      const turn = await awaitTurn(deps, source, seed, holder, ticket, options);
      ticket = turn.ticket;
      const code = await freshCode(deps, source, seed, holder, turn, options);
      // Null: the seed went to someone else. The place in the order is still ours.
      if (code) return { ...code, ticket };
    }
  } catch (error) {
    if (ticket !== null) await leaveTurn(deps, seed, holder, ticket);
    throw error;
  }
}

async function awaitTurn(
  deps: ResolverDeps,
  source: CodeSource,
  seed: SeedKey,
  holder: string,
  firstTicket: string | null,
  { signal, onWait }: CodeOptions,
): Promise<Turn> {
  let ticket = firstTicket;
  let told = -1;
  for (;;) {
    signal?.throwIfAborted();
    const turn = await takeTurn(deps, seed, holder, ticket);
    if (turn.granted) return turn;
    ticket = turn.ticket;
    // One is served in each step: the one who has the seed not before `next`, and then those ahead.
    const next = waitIn(deps, source, turn);
    const period = turn.periodSeconds * 1000;
    if (turn.ahead !== told) onWait?.(next + (turn.ahead + 1) * period, turn.ahead + 1);
    told = turn.ahead;
    const look = next + Math.max(turn.ahead - 1, 0) * period + SHORTEST_LOOK_MS;
    try {
      await deps.clock.sleep(Math.min(look, LONGEST_LOOK_MS), signal);
    } catch (error) {
      await leaveTurn(deps, seed, holder, ticket);
      throw error;
    }
  }
}

/** Null when the lease was lost, say to a pause of this process, or is given to someone who comes first. */
async function freshCode(
  deps: ResolverDeps,
  source: CodeSource,
  seed: SeedKey,
  holder: string,
  turn: Turn,
  { signal, onWait }: CodeOptions,
): Promise<OneTimePassword | null> {
  const { ticket } = turn;
  const known = { ...turn };
  for (let reading = 0; reading < READINGS; ) {
    const wait = waitIn(deps, source, known);
    if (wait > 0) {
      onWait?.(wait, 0);
      if (!(await renewLease(deps, seed, { holder, ticket }, wait))) return null;
      await deps.clock.sleep(wait, signal);
    }
    // What another caller's site had against its code is heard before the next one is handed out.
    const lease = await renewLease(deps, seed, { holder, ticket }, 0);
    if (!lease) return null;
    if (lease.outranked) {
      await leaveTurn(deps, seed, holder, ticket);
      return null;
    }
    known.careful = lease.careful;
    if (waitIn(deps, source, known) > 0) continue;
    reading += 1;
    const code = await source.read(signal);
    known.periodSeconds = code.periodSeconds;
    if (waitIn(deps, source, known) > 0 || code.step !== stepNow(deps, source, known)) continue;
    const validUntil = (code.step + 1) * code.periodSeconds * 1000 - source.skewMs();
    return (await burnStep(deps, seed, holder, code)) ? { ...code, validUntil } : null;
  }
  throw new Problem('secret_provider_timeout', { message: 'No fresh one-time code could be had in time.' });
}

type Known = Pick<Turn, 'periodSeconds' | 'lastUsedStep' | 'careful'>;

/** Milliseconds until a code may be handed out, by the clock that counts its steps; 0: now. */
function waitIn(
  deps: ResolverDeps,
  source: CodeSource,
  { periodSeconds, lastUsedStep, careful }: Known,
): number {
  const skewMs = source.skewMs();
  const periodMs = periodSeconds * 1000;
  const lifeLeftMs = deps.codeLifeLeftMs;
  const timing = codeTiming({ periodMs, skewMs, lifeLeftMs, careful });
  return waitForStep(deps.clock.now() + skewMs, periodMs, lastUsedStep, timing);
}

function stepNow({ clock }: ResolverDeps, source: CodeSource, { periodSeconds }: Known): number {
  return Math.floor((clock.now() + source.skewMs()) / 1000 / periodSeconds);
}
