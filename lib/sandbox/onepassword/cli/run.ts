import type { World } from '../world';
import { accountList, rateLimit, userGet, vaultGet, vaultList, whoAmI } from './account-commands';
import type { CliAnswer, CliCall } from './call';
import { CliError, errorLine } from './cli-error';
import { CliSession, cliAccount } from './cli-session';
import type { CommandLine } from './command-line';
import { itemGet, itemList } from './read-commands';
import { readReference } from './read-reference';
import { itemCreate, itemDelete, itemEdit } from './write-commands';

/** The version whose output the recordings come from. */
const VERSION = '2.30.3';

const COMMANDS: Record<string, (session: CliSession) => string> = {
  whoami: whoAmI,
  read: readReference,
  'account list': accountList,
  'item create': itemCreate,
  'item delete': itemDelete,
  'item edit': itemEdit,
  'item get': itemGet,
  'item list': itemList,
  'service-account ratelimit': rateLimit,
  'user get': userGet,
  'vault get': vaultGet,
  'vault list': vaultList,
};

/** Answered without asking the server for anything that it counts. */
export const UNCOUNTED = ['', 'whoami', 'account list', 'service-account ratelimit'];

/** What `op` prints and ends with. Either stdout has the whole answer or stderr has one error and stdout nothing. */
export function runCommand(world: World, call: CliCall, line: CommandLine): CliAnswer {
  if (line.flags.has('version')) return { stdout: `${VERSION}\n`, stderr: '', exitCode: 0 };
  const command = Object.hasOwn(COMMANDS, line.command) ? COMMANDS[line.command] : undefined;
  if (!command) throw new CliError(`unknown command "${line.command}" for "op"`);
  const { account, isServiceAccount } = cliAccount(world, call, line);
  const session = new CliSession(world, call, line, account, isServiceAccount);
  return { stdout: command(session), stderr: '', exitCode: 0 };
}

export function failedAnswer(error: CliError, atMs: number): CliAnswer {
  return { stdout: '', stderr: errorLine(error.message, atMs), exitCode: 1 };
}
