import { Secret } from '@/lib/kernel/secret';
import { LatchkeyError } from '../errors';
import type { ServerCalls } from '../server-calls';
import { fromEnvironment, type Settings } from '../settings';
import { readEnvFile } from './env-file';
import { resolveReferences } from './resolve-references';
import { endLike, runCommand } from './run-command';
import { PREFIX, readReference, type ValueReference } from './value-reference';

interface Wishes {
  command: readonly string[];
  envFiles: readonly string[];
  masked: boolean;
  keepKeys: boolean;
}

/** Whoever holds these can ask for any entry; the command was to get the ones that are named. */
const OWN_KEYS = ['LATCHKEY_API_KEY', 'LATCHKEY_ENCRYPTION_KEY'];

/** Reads the references, gets all values, runs the command, and ends as it ended. */
export async function runWithSecrets(
  connect: () => { calls: ServerCalls; settings: Settings },
  { command: [command, ...args], envFiles, masked, keepKeys }: Wishes,
): Promise<void> {
  if (command === undefined) {
    throw new LatchkeyError('usage', 'run needs a command.', {
      hint: 'For example: latchkey run -- npm test',
    });
  }
  const environment: Record<string, string | undefined> = { ...process.env };
  for (const file of envFiles) Object.assign(environment, readEnvFile(file));
  const kept = keepKeys ? ownKeys(environment) : [];
  if (!keepKeys) for (const name of OWN_KEYS.flatMap((key) => [key, `${key}_FILE`])) delete environment[name];
  warnOfArguments(args);
  const names: string[] = [];
  const references: ValueReference[] = [];
  for (const [name, value] of Object.entries(environment)) {
    const reference = value === undefined ? null : readReference(value);
    if (reference === null) continue;
    names.push(name);
    references.push(reference);
  }
  const secrets = references.length === 0 ? [] : await resolveReferences(connect(), references);
  for (const [place, name] of names.entries()) environment[name] = secrets[place]?.reveal();
  endLike(await runCommand({ command, args, environment, secrets: [...secrets, ...kept], masked }));
}

/** What the command was left with is still not for its log. */
function ownKeys(environment: Readonly<Record<string, string | undefined>>): Secret[] {
  return OWN_KEYS.flatMap((name) => {
    const value = fromEnvironment(environment, name);
    return value === undefined ? [] : [Secret.of(value)];
  });
}

/** A reference there stays one: its value would be seen by everyone on the machine who lists processes. */
function warnOfArguments(args: readonly string[]): void {
  const [first] = args.filter((argument) => argument.includes(PREFIX));
  if (first === undefined) return;
  process.stderr.write(
    `latchkey: ${first} is an argument and stays as it is; put it into a variable and let a shell insert that.\n`,
  );
}
