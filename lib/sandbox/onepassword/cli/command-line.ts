import { CliError } from './cli-error';

const GROUPS = ['item', 'vault', 'user', 'account', 'service-account'];
const SWITCHES = [
  'otp',
  'reveal',
  'no-newline',
  'favorite',
  'include-archive',
  'long',
  'dry-run',
  'no-color',
  'iso-timestamps',
  'debug',
  'archive',
  'me',
  'force',
  'version',
  // These two take a value too, but only behind "=".
  'cache',
  'generate-password',
];
const WITH_VALUE = [
  'format',
  'vault',
  'account',
  'config',
  'encoding',
  'session',
  'fields',
  'categories',
  'tags',
  'title',
  'url',
  'category',
  'template',
  'permission',
];
const SHORT: Record<string, string> = { n: 'no-newline', v: 'version', f: 'force' };

export interface CommandLine {
  /** "item get", "read", or empty. */
  command: string;
  operands: string[];
  flags: ReadonlyMap<string, string>;
}

/** Flags may stand anywhere, as in the real command; everything behind `--` is an operand. */
export function commandLine(argv: readonly string[]): CommandLine {
  const words: string[] = [];
  const flags = new Map<string, string>();
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') words.push(...rest.splice(0));
    else if (!word.startsWith('-') || word === '-') words.push(word);
    else {
      const [name, value] = flagOf(word);
      if (SWITCHES.includes(name)) flags.set(name, value ?? '');
      else if (WITH_VALUE.includes(name)) flags.set(name, value ?? argumentOf(word, rest));
      else throw new CliError(`unknown flag: ${word.split('=')[0]}\nUsage:  op [command] [flags]`);
    }
  }
  const [first = '', second = ''] = words;
  const length = GROUPS.includes(first) && second !== '' ? 2 : Math.min(words.length, 1);
  return { command: words.slice(0, length).join(' '), operands: words.slice(length), flags };
}

function flagOf(word: string): [name: string, value: string | undefined] {
  const [, dashes = '', name = '', value] = /^(--?)([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
  return [dashes === '-' ? (SHORT[name] ?? name) : name, value];
}

function argumentOf(word: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined)
    throw new CliError(`flag needs an argument: ${word}\nUsage:  op [command] [flags]`);
  return value;
}
