import { spawn } from 'node:child_process';
import { root } from './root.mjs';
import { StatedError } from './stated-error.mjs';

/** Enough to hold a compiler's whole complaint, little enough to read. */
const TAIL_LINES = 60;

/**
 * Runs a program to its end with its output kept back; a failure throws with the last lines of that output.
 * With `show`, the output goes to the terminal as it comes.
 * @param {string[]} command @param {{env?: NodeJS.ProcessEnv, show?: boolean, signal?: AbortSignal, name?: string, shell?: boolean}} options
 */
export async function run(command, { env = process.env, show = false, signal, name, shell = false } = {}) {
  const { code, output } = await outcome(command, { env, show, signal, shell });
  if (code === 0) return output;
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  throw new StatedError(
    `${name ?? command.join(' ')} failed (exit code ${code})${tail ? `:\n${tail}` : '.'}`,
  );
}

/**
 * Like `run`, but hands back the exit code (or the signal's name) instead of throwing. `identity` is the user to
 * run as: `{uid, gid}`.
 */
export function outcome(
  command,
  { env = process.env, show = false, signal, shell = false, identity = {} } = {},
) {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      shell,
      signal,
      ...identity,
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, endedBy) =>
      resolve({ code: code ?? endedBy, output: Buffer.concat(chunks).toString() }),
    );
  });
}
