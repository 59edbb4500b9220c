import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const addressSchema = z.strictObject({ url: z.url() });
const answerSchema = z.object({
  stdout: z.string(),
  stderr: z.string(),
  exitCode: z.number(),
  killed: z.boolean(),
});

/**
 * A stand-in of 1Password's `op` command: sends what it was started with to the sandbox, prints what comes back.
 *
 * Promises: the address comes from a file, never from an argument; the service account token goes to that loopback
 * address only; of its environment it tells the names. It keeps nothing.
 */
export async function main(addressFile: string): Promise<void> {
  const argv = process.argv.slice(2);
  const { env } = process;
  const call = {
    argv,
    token: env.OP_SERVICE_ACCOUNT_TOKEN ?? null,
    stdin: await template(argv),
    account: env.OP_ACCOUNT ?? null,
    format: env.OP_FORMAT ?? null,
    includeArchive: env.OP_INCLUDE_ARCHIVE === 'true',
    environment: Object.keys(env).sort(),
  };
  try {
    const { url } = addressSchema.parse(JSON.parse(readFileSync(addressFile, 'utf8')));
    const answer = answerSchema.parse(JSON.parse(await post(`${url}/op/run`, JSON.stringify(call))));
    if (answer.killed) process.kill(process.pid, 'SIGKILL');
    process.stderr.write(answer.stderr);
    process.stdout.write(answer.stdout);
    process.exitCode = answer.exitCode;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'failed';
    process.stderr.write(
      `[ERROR] ${now()} error initializing client: Network: (failed to request): ${why}\n`,
    );
    process.exitCode = 1;
  }
}

/** Like the real command, only creating and editing look at stdin, and only when it is no terminal. */
async function template(argv: string[]): Promise<string | null> {
  const writes = argv.includes('item') && (argv.includes('edit') || argv.includes('create'));
  if (!writes) return null;
  const place = argv.findIndex((word) => /^--template(=|$)/.test(word));
  const path = argv[place]?.split('=')[1] ?? argv[place + 1];
  if (place >= 0 && path !== undefined && path !== '-') return readFileSync(path, 'utf8');
  return process.stdin.isTTY ? null : text(process.stdin);
}

function post(url: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', headers }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

function now(): string {
  const at = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('/');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
