import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { root } from '../setup/root.mjs';

/**
 * One process of the product. It says `{type: 'ready'}` over its channel, and ends when told to (SIGTERM) or when
 * that channel closes, which is how a killed supervisor leaves nobody behind.
 * @param {{name: string, command: string[], env: NodeJS.ProcessEnv, onLine: (line: string) => void}} options
 */
export function startChild({ name, command, env, onLine }) {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env,
    // A group of its own: Ctrl+C must reach the supervisor alone, which then ends its children in order.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  eachLine(child.stdout, onLine);
  eachLine(child.stderr, onLine);

  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
    );
  });
  const ready = new Promise((resolve) => {
    child.on('message', (message) => message?.type === 'ready' && resolve('ready'));
  });

  return {
    name,
    pid: child.pid,
    /** Resolves with 'ready', or with how it ended when it ended first. */
    settled: Promise.race([ready, ended]),
    /** Resolves with how it ended, in words. */
    ended,
    /** Asks it to drain; after `graceMs` it is killed, with whatever it started in its group. */
    async stop(graceMs) {
      if (child.exitCode === null && child.signalCode === null) askToEnd(child);
      const timer = setTimeout(() => killGroup(child), graceMs);
      await ended;
      clearTimeout(timer);
    },
    kill: () => killGroup(child),
  };
}

/** Windows knows no SIGTERM that a program could answer; a closed channel says the same. */
function askToEnd(child) {
  if (process.platform !== 'win32') child.kill('SIGTERM');
  else if (child.connected) child.disconnect();
}

function killGroup(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function eachLine(stream, onLine) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => rest !== '' && onLine(rest));
}
