import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StatedError } from '../setup/stated-error.mjs';

const BYTES = 32;
/** The example's value, base64 of a sentence. Published, so worthless as a key. */
const PLACEHOLDER = 'dGhpcy1pcy1hLXBsYWNlaG9sZGVyLW5vdC1hLWtleSE=';
const FIX =
  'Make one with `npm run key:new`, or set LATCHKEY_KEK_FILE (or LATCHKEY_KEK) to one that you keep elsewhere.';

export const keyFileIn = (dataDir) => path.join(dataDir, 'key-encryption-key');

/**
 * The environment through which the processes learn the key that wraps all others: the name of its file, or the
 * value where the operator set it so. Checked here first, because a bad key must stop the start and not the first
 * encryption. Only the demo makes a missing one by itself, and never beside a database that another key has sealed.
 * @returns {Promise<{LATCHKEY_KEK_FILE: string} | {LATCHKEY_KEK: string}>}
 */
export async function requireKey({ dataDir, demo, env, say }) {
  const { LATCHKEY_KEK: value, LATCHKEY_KEK_FILE: file } = env;
  if (value && file)
    throw new StatedError('LATCHKEY_KEK and LATCHKEY_KEK_FILE are both set. Keep one of them.');
  if (value) {
    checkKey(value, 'LATCHKEY_KEK');
    return { LATCHKEY_KEK: value };
  }
  const place = path.resolve(file || keyFileIn(dataDir));
  if (!existsSync(place)) {
    if (file) throw new StatedError(`LATCHKEY_KEK_FILE names ${place}, which does not exist.\n${FIX}`);
    await makeForDemo({ place, dataDir, demo, say });
  }
  checkKey((await readText(place)).trimEnd(), place);
  await warnWhenReadable(place, say);
  return { LATCHKEY_KEK_FILE: place };
}

/** Writes a new random key; fails when the file exists, for an overwritten key is lost with everything under it. */
export async function writeNewKey(place) {
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
  const file = await open(place, 'wx', 0o600).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
    throw new StatedError(
      `${place} exists already and stays as it is: replacing it would make everything sealed with it unreadable.`,
    );
  });
  try {
    await file.writeFile(randomBytes(BYTES).toString('base64'));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The message never repeats the value: a mistyped key is still nearly the key. */
function checkKey(text, source) {
  const key = /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (key.length !== BYTES || key.toString('base64') !== text)
    throw new StatedError(
      `The key in ${source} is malformed: it must be the base64 of exactly ${BYTES} bytes.\n${FIX}`,
    );
  if (text === PLACEHOLDER)
    throw new StatedError(
      `The key in ${source} is the placeholder of .env.example, which everyone knows.\n${FIX}`,
    );
  if (isPatterned(key))
    throw new StatedError(`The key in ${source} is not random: its bytes follow a pattern.\n${FIX}`);
}

/** All bytes alike, or counting up or down: what people type when a form asks for 32 bytes. */
function isPatterned(key) {
  const step = (key[1] - key[0] + 256) % 256;
  return key.every((byte, at) => at === 0 || (byte - key[at - 1] + 256) % 256 === step);
}

async function makeForDemo({ place, dataDir, demo, say }) {
  if (!demo) throw new StatedError(`There is no key-encryption key: ${place} does not exist.\n${FIX}`);
  if (existsSync(path.join(dataDir, 'postgres', 'cluster')))
    throw new StatedError(
      `${place} is missing, but the database beside it was sealed with it. Restore the file from your backup;\n` +
        `without it the stored secrets are lost, and you can begin again by deleting ${dataDir}.`,
    );
  await writeNewKey(place);
  say(`Made a key-encryption key for the demo: ${place}`);
  say(
    '  Back it up apart from the database if you put real secrets in here: without it they cannot be read.',
  );
}

async function readText(place) {
  try {
    return await readFile(place, 'utf8');
  } catch (error) {
    throw new StatedError(`The key file ${place} cannot be read (${error.code}).\n${FIX}`);
  }
}

async function warnWhenReadable(place, say) {
  const { mode } = await stat(place);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    say(`Warning: other users can read ${place}. Close it with: chmod 600 ${place}`);
}
