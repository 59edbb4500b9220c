import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '@/lib/kernel/secret';
import { LatchkeyError } from './errors';
import type { LatchkeyOptions } from './options';

export interface Settings {
  url: URL;
  key: Secret;
  encryptionKey: Secret;
}

type Environment = Readonly<Record<string, string | undefined>>;

const configShape = z.strictObject({
  url: z.string().optional(),
  key: z.string().optional(),
  encryption_key: z.string().optional(),
  allow_http: z.boolean().optional(),
});

/** Options win over the environment, the environment over the file. Throws a LatchkeyError that names what is missing. */
export function readSettings(options: LatchkeyOptions, environment: Environment): Settings {
  const file = readConfig(options.configFile ?? environment.LATCHKEY_CONFIG, environment);
  const key = options.key ?? fromEnvironment(environment, 'LATCHKEY_API_KEY') ?? file.key;
  const encryptionKey =
    options.encryptionKey ?? fromEnvironment(environment, 'LATCHKEY_ENCRYPTION_KEY') ?? file.encryption_key;
  const allowHttp =
    options.allowHttp ?? (environment.LATCHKEY_ALLOW_HTTP === '1' || file.allow_http === true);
  return {
    url: checkedUrl(options.url ?? (environment.LATCHKEY_URL || undefined) ?? file.url, allowHttp),
    key: Secret.of(present(key, 'LATCHKEY_API_KEY', 'an API key', 'Settings, API keys').trim()),
    encryptionKey: checkedEncryptionKey(
      present(
        encryptionKey,
        'LATCHKEY_ENCRYPTION_KEY',
        'the API encryption key',
        'Settings, API encryption key',
      ),
    ),
  };
}

function wrong(message: string, hint: string): LatchkeyError {
  return new LatchkeyError('settings', message, { hint });
}

function present(value: string | undefined, variable: string, what: string, where: string): string {
  if (value !== undefined && value.trim() !== '') return value;
  throw wrong(
    `Latchkey needs ${what}.`,
    `Set ${variable} or ${variable}_FILE, or put it into ~/.config/latchkey/config.json; it is found under ${where}.`,
  );
}

/** Secrets mounted as files are common in containers; both at once leaves open which one is meant. */
export function fromEnvironment(environment: Environment, name: string): string | undefined {
  const [inline, file] = [environment[name] || undefined, environment[`${name}_FILE`] || undefined];
  if (inline !== undefined && file !== undefined) {
    throw wrong(`${name} and ${name}_FILE are both set.`, 'Keep one of them.');
  }
  if (file === undefined) return inline;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw wrong(`The file that ${name}_FILE names cannot be read (${reasonOf(error)}).`, `It is ${file}.`);
  }
}

function checkedUrl(text: string | undefined, allowHttp: boolean): URL {
  const hint = 'Set LATCHKEY_URL to where Latchkey runs, such as https://latchkey.example.com.';
  if (text === undefined) throw wrong('Latchkey’s address is not known.', hint);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw wrong('LATCHKEY_URL is not a web address.', hint);
  if (url.username !== '' || url.password !== '') {
    throw wrong('LATCHKEY_URL holds a user name or a password.', 'Leave them out; the key says who calls.');
  }
  if (url.protocol === 'http:' && !allowHttp && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw wrong(
      `The key would travel to ${url.host} in plain text.`,
      'Use https, or set LATCHKEY_ALLOW_HTTP=1 inside a private network.',
    );
  }
  return url;
}

function checkedEncryptionKey(text: string): Secret {
  const key = text.trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(key)) return Secret.of(key);
  throw wrong(
    'The API encryption key is not 64 hexadecimal digits.',
    'Copy it again from Settings, API encryption key.',
  );
}

function readConfig(named: string | undefined, environment: Environment): z.infer<typeof configShape> {
  const home = environment.XDG_CONFIG_HOME || join(homedir(), '.config');
  const path = named ?? join(home, 'latchkey', 'config.json');
  let text: string;
  try {
    // Windows has no such bits; its user folders are private by default.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      throw wrong(`Others may read ${path}, which holds keys.`, `Run: chmod 600 ${path}`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof LatchkeyError) throw error;
    if (named === undefined) return {};
    throw wrong(
      `The configuration file ${path} cannot be read (${reasonOf(error)}).`,
      'Check LATCHKEY_CONFIG.',
    );
  }
  const parsed = configShape.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  // Which member, not what stands there: it may be a key.
  const members = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole file').join(', ');
  throw wrong(
    `The configuration file ${path} is not right (${members}).`,
    'It is a JSON object with url, key, encryption_key and allow_http.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
