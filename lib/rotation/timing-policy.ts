const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A worker that does not renew for this long is taken for dead. */
export const LEASE_MS = 120 * SECOND;

/** From the last write before the submit to the click: nothing is clicked later. */
export const SUBMIT_MS = 60 * SECOND;

/** After the deadline, for a request that was already on its way to the site. */
export const MARGIN_MS = 15 * SECOND;

/** After the deadline, before a candidate that was refused is taken out of the item. */
export const QUIET_MS = 15 * MINUTE;

/** Runs that are under way get this long to end. */
export const DRAIN_MS = 5 * MINUTE;
export const DRAIN_POLL_MS = 5 * SECOND;

/** A locked account is left alone for this long: most sites unlock it by themselves within the hour. */
export const LOCKED_MS = HOUR;

/** After this long without an end, a person is asked. */
export const GIVE_UP_MS = 20 * HOUR;

/** A write that becomes possible only when most of the day is over is tried for so long, and a person is asked then. */
export const LATE_WRITE_MS = HOUR;

/** 1Password may be away for this long before a rotation that changed nothing yet is called off. */
export const PROVIDER_PATIENCE_MS = 15 * MINUTE;

/** What one rotation that was started for a leftover could not settle is not tried by the next one at once. */
export const ADOPTION_REST_MS = 24 * HOUR;

export const SHRED_AFTER_FINISH_MS = 72 * HOUR;
export const SHRED_AFTER_SUBMIT_MS = 7 * 24 * HOUR;

/** Waits up to this long are spent by the worker; for longer ones it lets go of the rotation. */
export const LONGEST_WAIT_MS = 90 * SECOND;

/**
 * When to try again, without a counter to lose: half as long as it has been going on, between a minute and an hour.
 */
export function backOffUntil(since: number, now: number): number {
  return now + Math.min(Math.max(Math.floor((now - since) / 2), MINUTE), HOUR);
}

/** Most people confirm within minutes; each look costs a sign-in, so they become rarer. */
export function confirmationDue(since: number, lastLook: number): number {
  return lastLook + Math.max(lastLook - since, 5 * MINUTE);
}

/** An attempt that told nothing is repeated after a minute, then a quarter of an hour, then hourly. */
export function unclearUntil(unclearSoFar: number, now: number): number {
  const pauses = [MINUTE, 15 * MINUTE, HOUR];
  return now + (pauses[Math.min(unclearSoFar, pauses.length) - 1] ?? MINUTE);
}
