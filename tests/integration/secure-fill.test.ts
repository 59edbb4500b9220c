import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '@/lib/browser/chromium';
import { SecureFillError } from '@/lib/browser/fill-error';
import { filledFieldsOf } from '@/lib/browser/filled-fields';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { guardRecording, pauseTrace, RecordingActiveError } from '@/lib/browser/recording-guard';
import { secureFill, secureFillBoxes } from '@/lib/browser/secure-fill';
import { Secret } from '@/lib/kernel/secret';
import { unpacked } from '@/lib/redaction/unpack';
import { startChromium } from '@/tests/support/chromium';
import { startHtmlPages } from '@/tests/support/html-pages';

const value = 'tulip-Harbor-94-quartz';
const secret = Secret.of(value);

let browser: Browser;
let context: BrowserContext;
let page: Page;
let directory: string;
let site: Awaited<ReturnType<typeof startHtmlPages>>;
let other: Awaited<ReturnType<typeof startHtmlPages>>;
let pin: OriginPin;

const form = (extra = '', attributes = '') =>
  `<form action="/done" method="post"><input id="p" type="password" name="p" ${attributes}>${extra}<button>Go</button></form>`;

beforeAll(async () => {
  browser = await startChromium();
  directory = await mkdtemp(join(tmpdir(), 'secure-fill-'));
  other = await startHtmlPages({ '/frame': form(), '/': 'elsewhere' }, 'localhost');
  site = await startHtmlPages({
    '/': form(),
    '/short': form('', 'maxlength="10"'),
    '/disabled': form('', 'disabled'),
    '/away': form().replace('action="/done"', `action="${other.url}/collect"`),
    '/named-action': form('<input name="action" value="x">').replace('/done', `${other.url}/collect`),
    '/frame': `<iframe name="inner" src="${other.url}/frame"></iframe>`,
    '/blank': `<iframe name="inner" srcdoc="&lt;input id=p type=password&gt;"></iframe>`,
    '/jump': form(
      `<script>document.querySelector('#p').addEventListener('focus', () => document.body.focus() || document.activeElement.blur())</script>`,
    ),
    '/shadow': `<div id="host"></div><script>document.querySelector('#host').attachShadow({mode:'open'}).innerHTML = '<input id="p" type="password">'</script>`,
    '/boxes': `${'<input class="box" maxlength="1">'.repeat(6)}<script>
      const boxes = [...document.querySelectorAll('.box')];
      boxes.forEach((box, i) => box.addEventListener('input', () => boxes[i + 1]?.focus()));</script>`,
    '/trusted': form(
      `<script>window.seen = []; document.querySelector('#p').addEventListener('input', (e) => seen.push([e.type, e.isTrusted, e.inputType]))</script>`,
    ),
    '/xml': () => ({
      headers: { 'content-type': 'application/xhtml+xml' },
      html: '<html xmlns="http://www.w3.org/1999/xhtml"><body><input id="p" type="password"/></body></html>',
    }),
    '/types': `<input id="p" type="number"><input id="e" type="email"><textarea id="t"></textarea>`,
    '/mirror': form(
      `<script>document.querySelector('#p').addEventListener('input', (e) => e.target.setAttribute('value', e.target.value))</script>`,
    ),
    '/spaced': `<input id="p"><script>document.querySelector('#p').addEventListener('input', (e) => { e.target.value = e.target.value.replace(/\\s/g, '').replace(/(...)(?=.)/, '$1 '); })</script>`,
  });
  pin = {
    entryDomain: site.host,
    extraOrigins: [],
    autofill: 'anywhere',
    insecureHosts: [site.host, other.host],
  };
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.close(), other.close(), rm(directory, { recursive: true })]);
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it was filled');
    },
    (error: unknown) => error,
  );
}

const p = () => page.locator('#p');

describe('a fitting page', () => {
  test('gets the value into the field, replacing what was there', async () => {
    await page.goto(site.url);
    await p().fill('left over');
    await secureFill(page, p(), secret, pin);
    expect(await p().inputValue()).toBe(value);
  });

  test('gets it into a field inside an open shadow root', async () => {
    await page.goto(`${site.url}/shadow`);
    await secureFill(page, p(), secret, pin);
    expect(await p().inputValue()).toBe(value);
  });

  test('gets it into a frame of another site when that origin is listed', async () => {
    await page.goto(`${site.url}/frame`);
    const field = page.frameLocator('[name=inner]').locator('#p');
    await secureFill(page, field, secret, { ...pin, extraOrigins: [other.url] });
    expect(await field.inputValue()).toBe(value);
  });

  test('gets a code into boxes that move the focus themselves, and into one that inserts blanks', async () => {
    await page.goto(`${site.url}/boxes`);
    await secureFillBoxes(page, await page.locator('.box').all(), Secret.of('194302'), pin);
    expect(
      await page
        .locator('.box')
        .evaluateAll((all) => all.map((box) => (box instanceof HTMLInputElement ? box.value : '')).join('')),
    ).toBe('194302');
    await page.goto(`${site.url}/spaced`);
    await secureFill(page, p(), Secret.of('194302'), pin);
    expect(await p().inputValue()).toBe('194 302');
  });
});

describe('typing', () => {
  test('is what the page takes for a person’s, by one trusted event, and reaches documents that are no HTML', async () => {
    await page.goto(`${site.url}/trusted`);
    await secureFill(page, p(), secret, pin);
    expect(await page.evaluate(() => Reflect.get(window, 'seen'))).toEqual([['input', true, 'insertText']]);
    await page.goto(`${site.url}/xml`);
    await secureFill(page, p(), secret, pin);
    expect(await page.evaluate(() => Reflect.get(document.querySelector('#p') ?? {}, 'value'))).toBe(value);
  });

  test('works in fields of other types and replaces what a person left there', async () => {
    await page.goto(`${site.url}/types`);
    for (const [selector, text] of [
      ['#p', '194302'],
      ['#e', 'ada@acme.example'],
      ['#t', value],
    ] as const) {
      await page.locator(selector).fill(text === value ? 'old' : text);
      await secureFill(page, page.locator(selector), Secret.of(text), pin);
      expect(await page.locator(selector).inputValue()).toBe(text);
    }
    await secureFill(page, page.locator('#t'), Secret.of(''), pin);
    expect(await page.locator('#t').inputValue()).toBe('');
  });
});

describe('nothing is typed', () => {
  async function expectRefused(field: ReturnType<typeof p>, expected: Partial<SecureFillError>) {
    const error = await failureOf(secureFill(page, field, secret, pin));
    expect(error).toBeInstanceOf(SecureFillError);
    expect(error).toMatchObject(expected);
    return error;
  }

  test('into a page of another site', async () => {
    await page.goto(`${other.url}/frame`);
    await expectRefused(p(), { kind: 'refused', reason: 'top_frame' });
    expect(await p().inputValue()).toBe('');
  });

  test('into a frame of another site', async () => {
    await page.goto(`${site.url}/frame`);
    const field = page.frameLocator('[name=inner]').locator('#p');
    await expectRefused(field, { kind: 'refused', reason: 'field_frame' });
    expect(await field.inputValue()).toBe('');
  });

  test('into a frame without an address of its own', async () => {
    await page.goto(`${site.url}/blank`);
    await expectRefused(page.frameLocator('[name=inner]').locator('#p'), {
      kind: 'refused',
      reason: 'malformed',
    });
  });

  test('into a form that is sent to another site, even when a field is called "action"', async () => {
    for (const path of ['/away', '/named-action']) {
      await page.goto(site.url + path);
      await expectRefused(p(), { kind: 'refused', reason: 'field_frame' });
      expect(await p().inputValue()).toBe('');
    }
  });

  test('over plain http to a host that is not listed', async () => {
    await page.goto(site.url);
    const error = await failureOf(secureFill(page, p(), secret, { ...pin, insecureHosts: [] }));
    expect(error).toMatchObject({ kind: 'refused', reason: 'insecure' });
  });

  test('when the page takes the focus away', async () => {
    await page.goto(`${site.url}/jump`);
    await expectRefused(p(), { kind: 'moved' });
    expect(await p().inputValue()).toBe('');
  });

  test('into a disabled field or one that is not there', { timeout: 40_000 }, async () => {
    await page.goto(`${site.url}/disabled`);
    await expectRefused(p(), { kind: 'unfillable' });
    await expectRefused(page.locator('#missing'), { kind: 'unfillable' });
  });
});

test('a field that cuts the value off is reported and left empty', async () => {
  await page.goto(`${site.url}/short`);
  const error = await failureOf(secureFill(page, p(), secret, pin));
  expect(error).toMatchObject({ kind: 'truncated', message: expect.stringContaining('maxlength 10') });
  expect(await p().inputValue()).toBe('');
});

test('no error carries the value, a cause, or a call log', async () => {
  await page.goto(`${site.url}/short`);
  const truncated = await failureOf(secureFill(page, p(), secret, pin));
  await page.close();
  const closed = await failureOf(secureFill(page, p(), secret, pin));
  for (const error of [truncated, closed]) {
    const text = inspect(error, { depth: 10, showHidden: true });
    expect(text).not.toContain(value);
    expect(text).not.toMatch(/Call log|cause/);
  }
});

describe('recordings and secrets are kept apart', () => {
  const filled = () => p().inputValue();

  test('a trace that began before or after the guard stops the typing, paused or not', async () => {
    await page.goto(site.url);
    await context.tracing.start({ snapshots: true });
    expect(await failureOf(secureFill(page, p(), secret, pin))).toBeInstanceOf(RecordingActiveError);
    await context.tracing.stop();
    await context.tracing.start({ snapshots: true });
    await context.tracing.stopChunk();
    expect(await failureOf(secureFill(page, p(), secret, pin))).toBeInstanceOf(RecordingActiveError);
    expect(await filled()).toBe('');
    await context.tracing.stop();
    await secureFill(page, p(), secret, pin);
    expect(await filled()).toBe(value);
  });

  test('a HAR stops it however it was started, and so does a screencast', async () => {
    await page.goto(site.url);
    await context.tracing.startHar(join(directory, 'a.har'));
    expect(await failureOf(secureFill(page, p(), secret, pin))).toMatchObject({
      message: expect.stringContaining('HAR'),
    });
    await context.tracing.stopHar();

    const withHar = await browser.newContext({ recordHar: { path: join(directory, 'b.har') } });
    const harPage = await withHar.newPage();
    await harPage.goto(site.url);
    expect(await failureOf(secureFill(harPage, harPage.locator('#p'), secret, pin))).toBeInstanceOf(
      RecordingActiveError,
    );
    await withHar.close();

    await page.screencast.start({ onFrame: () => {} });
    expect(await failureOf(secureFill(page, p(), secret, pin))).toMatchObject({
      message: expect.stringContaining('screencast'),
    });
    await page.screencast.stop();
    await secureFill(page, p(), secret, pin);
  });

  test('no recording starts while a filled field is on the page, and one may once it is left', async () => {
    guardRecording(context);
    await page.goto(site.url);
    await secureFill(page, p(), secret, pin);
    await expect(context.tracing.start({ snapshots: true })).rejects.toBeInstanceOf(RecordingActiveError);
    await expect(context.tracing.startHar(join(directory, 'c.har'))).rejects.toBeInstanceOf(
      RecordingActiveError,
    );
    await page.goto(`${site.url}/short`);
    await context.tracing.start({ snapshots: true });
    await context.tracing.stop();
  });
});

describe('a person’s own context, with the guard coming late', () => {
  test('a trace that is between two chunks is found out and refused', async () => {
    await context.tracing.start({ snapshots: true });
    await context.tracing.stopChunk();
    await page.goto(site.url);
    const error = await failureOf(secureFill(page, p(), secret, pin));
    expect(error).toBeInstanceOf(RecordingActiveError);
    await context.tracing.stop();
    await secureFill(page, p(), secret, pin);
  });

  test('a HAR that is written by way of a route is refused', async () => {
    await page.goto(site.url);
    await context.routeFromHAR(join(directory, 'routed.har'), { update: true });
    expect(await failureOf(secureFill(page, p(), secret, pin))).toMatchObject({
      message: expect.stringContaining('HAR'),
    });
  });

  test('no picture is taken while a field is filled, whatever became of the caller’s handle', async () => {
    await page.goto(site.url);
    const handle = await p().elementHandle();
    if (handle !== null) await secureFill(page, handle, secret, pin);
    await handle?.dispose();
    await expect(page.screenshot()).rejects.toBeInstanceOf(RecordingActiveError);
    await expect(page.pdf()).rejects.toBeInstanceOf(RecordingActiveError);
    await page.goto(`${site.url}/short`);
    expect((await page.screenshot()).length).toBeGreaterThan(0);
  });

  test('a trace that wants to begin while a value is being typed comes too late, or the value does', async () => {
    guardRecording(context);
    for (let round = 0; round < 5; round += 1) {
      await page.goto(site.url);
      const outcomes = await Promise.allSettled([
        secureFill(page, p(), secret, pin),
        context.tracing.start({ snapshots: true }),
      ]);
      const filledIn = (await p().inputValue()) !== '';
      const traced = outcomes[1].status === 'fulfilled';
      expect(filledIn && traced).toBe(false);
      if (traced) await context.tracing.stop();
    }
  });

  test('a paused trace holds neither the value nor the request that sent it, in its first and its second part', async () => {
    // Not a text of this file, whose source is a part of the trace.
    const planted = `planted-${randomUUID()}`;
    await context.tracing.start({ screenshots: true, snapshots: true, sources: true });
    await page.goto(`${site.url}/mirror`);
    const parts = [join(directory, 'before.zip'), join(directory, 'after.zip')] as const;
    const resume = await pauseTrace(context, parts[0]);
    await secureFill(page, p(), Secret.of(planted), pin);
    await Promise.all([page.waitForURL('**/done'), page.locator('button').click()]);
    expect(site.requests.at(-1)?.body).toContain(planted);
    await resume?.();
    await page.goto(`${site.url}/types`);
    await page.locator('#e').fill('known-plain-text');
    await context.tracing.stop({ path: parts[1] });
    expect(zipHolds(parts[0], '/mirror')).toBe(true);
    expect(zipHolds(parts[1], 'known-plain-text')).toBe(true);
    for (const part of parts) expect(zipHolds(part, planted)).toBe(false);
  });

  test('what a failed sign-in leaves in a form is emptied, attribute and all', async () => {
    await page.goto(`${site.url}/mirror`);
    await secureFill(page, p(), secret, pin);
    expect(await page.content()).toContain(value);
    await filledFieldsOf(context).clear();
    expect(await page.content()).not.toContain(value);
    expect(await p().ariaSnapshot()).not.toContain(value);
    await context.tracing.start({ snapshots: true });
    await context.tracing.stop();
  });
});

/** Whether any entry of a zip file, unpacked, has the text. */
function zipHolds(file: string, text: string): boolean {
  return unpacked(readFileSync(file)).some((part) => part.includes(text));
}

test('Chromium is not started while Playwright would print what is typed', async () => {
  const before = process.env.DEBUG;
  try {
    for (const pattern of ['pw:api', '*', 'a,pw:*', 'pw:protocol*', 'p*']) {
      process.env.DEBUG = pattern;
      await expect(launchChromium()).rejects.toThrow('DEBUG');
    }
  } finally {
    if (before === undefined) delete process.env.DEBUG;
    else process.env.DEBUG = before;
  }
});
