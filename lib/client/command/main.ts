#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { VERSION } from '@/lib/kernel/version';
import { LatchkeyError } from '../errors';
import { ServerCalls } from '../server-calls';
import { readSettings, type Settings } from '../settings';
import { HELP } from './help';
import { printCaller } from './print-caller';
import { printCode } from './print-code';
import { runWithSecrets } from './run-with-secrets';

/** Exit codes of our own; those of a command that was run are passed on. As in sysexits and in shells. */
const WRONG_USE = 2;
const FAILED = 1;
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

async function main(argv: readonly string[]): Promise<void> {
  const dashes = argv.indexOf('--');
  const [own, command] = dashes === -1 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)];
  const { values, positionals } = parseArgs({
    args: [...own],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
      config: { type: 'string' },
      'env-file': { type: 'string', multiple: true },
      'no-masking': { type: 'boolean' },
      'keep-keys': { type: 'boolean' },
    },
  });
  if (values.version) return say(VERSION);
  const [verb, ...rest] = positionals;
  if (values.help || verb === undefined || verb === 'help') return say(HELP);
  const connect = () => connection(values.config);
  switch (verb) {
    case 'run':
      requireNothing(rest, 'Write the command after two dashes: latchkey run -- npm test.');
      return runWithSecrets(connect, {
        command,
        envFiles: values['env-file'] ?? [],
        masked: values['no-masking'] !== true,
        keepKeys: values['keep-keys'] === true,
      });
    case 'otp':
      requireNothing(rest.slice(1), 'Name one entry: latchkey otp acme-prod.');
      return printCode(connect(), rest[0]);
    case 'whoami':
      requireNothing(rest, 'whoami takes no arguments.');
      return printCaller(connect());
    default:
      throw wrongUse(`There is no command ${verb}.`);
  }
}

function connection(configFile: string | undefined): { settings: Settings; calls: ServerCalls } {
  const settings = readSettings({ configFile }, process.env);
  return { settings, calls: new ServerCalls(settings) };
}

function requireNothing(rest: readonly string[], hint: string): void {
  if (rest.length > 0) throw wrongUse(`${rest[0]} is one word too many.`, hint);
}

function wrongUse(message: string, hint = 'See latchkey --help.'): LatchkeyError {
  return new LatchkeyError('usage', message, { hint });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Words of ours only: an error of Node or a library may quote what it failed on. */
function complain(error: unknown): void {
  if (error instanceof LatchkeyError) {
    process.stderr.write(`latchkey: ${error.message}\n`);
    process.exitCode = { usage: WRONG_USE, ENOENT: NOT_FOUND, EACCES: NOT_EXECUTABLE }[error.code] ?? FAILED;
    return;
  }
  const usage =
    error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(
    usage && error instanceof Error
      ? `latchkey: ${error.message}\n`
      : 'latchkey: something went wrong that should not have. Please report it.\n',
  );
  process.exitCode = usage ? WRONG_USE : FAILED;
}

main(process.argv.slice(2)).catch(complain);
