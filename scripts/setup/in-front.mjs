import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/** What asks a program in a terminal, or one that was started by another, to end. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in our place: with our terminal, told to end when we are, and outlived by us, so that nothing of it is
 * left. Resolves with its exit code, or with 128 and the number of the signal that ended it, as shells have it.
 * @param {string[]} command @param {{env?: NodeJS.ProcessEnv}} options
 */
export function inFront([program, ...args], { env = process.env } = {}) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
  // Ctrl+C reaches all of the terminal's programs; to be told twice does no harm.
  const tell = (signal) => child.kill(signal);
  for (const signal of ENDINGS) process.on(signal, tell);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const ending of ENDINGS) process.off(ending, tell);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** For a file in TypeScript, in one process: a loader's command line in between would have to pass signals on. */
export const typescript = (file) => [process.execPath, '--import', 'tsx', file];
