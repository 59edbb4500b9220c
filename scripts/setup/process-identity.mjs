import { readFileSync } from 'node:fs';

/** Who a process is, beyond its pid: `token` differs for a later process that was given the same pid. */
export function thisProcess() {
  return { pid: process.pid, token: startToken(process.pid) ?? `${process.pid}` };
}

/** Whether the process that `thisProcess` once described is still running. */
export function isSameProcess({ pid, token }) {
  if (!isRunning(pid)) return false;
  const now = startToken(pid);
  return now === undefined || now === token;
}

/** A process of another user counts as running (it can be seen, only not signalled); one that only awaits reaping does not. */
export function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  const [state] = statFields(pid) ?? [];
  return state !== 'Z' && state !== 'X';
}

/** Linux: boot id and start time in clock ticks, field 22 of proc(5) stat. Elsewhere undefined: the pid must do. */
function startToken(pid) {
  const fields = statFields(pid);
  if (fields === undefined) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
}

/** The fields after the command's name, which may itself hold spaces and brackets; the first is the state. */
function statFields(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
