import { type Browser, chromium } from 'playwright-core';
import { browserEnvironment } from './browser-environment';

export interface ChromiumOptions {
  /** Left out, Playwright's own download is used. The caller knows `CHROMIUM_PATH`; this room does not. */
  executablePath?: string | undefined;
  headless?: boolean | undefined;
}

/** Quiet, offline-friendly and without the services a desktop browser starts on its own. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a Chromium for sign-ins. Never starts one while Playwright would print what is typed into it. */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  // Playwright itself reads this variable, so an option could not speak for it.
  if (printsProtocol(process.env.DEBUG ?? '')) {
    throw new Error('DEBUG turns on Playwright logging (pw:…), which prints every filled value; unset it');
  }
  // The sandbox needs user namespaces that uid 0 does not get; Chromium refuses to start as root without this.
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    args: asRoot ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS,
    headless: options.headless ?? true,
    env: browserEnvironment(process.env),
    // The process that started this one decides when to end; it drains runs first.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ...(options.executablePath === undefined ? {} : { executablePath: options.executablePath }),
  });
}

/** The names under which playwright-core 1.65 logs calls and messages; patterns follow npm's `debug`. */
function printsProtocol(patterns: string): boolean {
  const names = ['pw:api', 'pw:protocol', 'pw:channel', 'pw:browser'];
  return patterns
    .split(/[\s,]+/)
    .filter((pattern) => pattern !== '' && !pattern.startsWith('-'))
    .some((pattern) => {
      const matcher = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
      return pattern.startsWith('pw:') || names.some((name) => matcher.test(name));
    });
}
