import { readFileSync } from 'node:fs';

/** npm passes a Ctrl+C on that the terminal has delivered already; a person needs longer for a second one. */
const SECOND_REQUEST_AFTER_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Tells when this process is asked to end: by a signal, or because the `npm start` above it has gone. A SIGTERM to
 * npm ends npm and its shell but not what they run, so the parent is watched; only under npm, for a program started
 * from a shell may well outlive it. A program that started this one with a channel ends it by closing that (`npm
 * test` does so however it ends). A further request a second later means "now".
 * @param {{onEnd: (why: string) => void, onImpatience: () => void}} listeners
 */
export function watchEndRequests({ onEnd, onImpatience }) {
  let first;
  const request = (why) => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onEnd(why);
    } else if (now - first > SECOND_REQUEST_AFTER_MS) onImpatience();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => request(signal));
  if (process.connected) process.once('disconnect', () => request('its starter has ended'));
  if (process.env.npm_lifecycle_event === undefined) return;

  const lineage = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === lineage) return;
    clearInterval(watch);
    request('npm has ended');
  }, PARENT_CHECK_MS);
  watch.unref();
}

/** Parent and, where /proc tells, grandparent: a killed npm leaves its shell alive, and us under that shell. */
function ancestors() {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}
