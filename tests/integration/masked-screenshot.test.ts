import { inflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { extract, extractField } from '@/lib/browser/extract';
import { maskedScreenshot, SecretOnPageError } from '@/lib/browser/masked-screenshot';
import { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { startChromium } from '@/tests/support/chromium';

const password = 'tulip-Harbor-94-quartz';
const secrets = SecretSet.of(Secret.of(password), Secret.of('194302'));

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 400, height: 200 } });
  return () => page.close();
});

/** The pixels of a PNG as one string: two pictures with the same text are the same picture. */
function pixels(png: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return inflateSync(Buffer.concat(parts)).toString('base64');
}

describe('what a picture shows', () => {
  test.each([
    ['a password field', '<input type="password">'],
    ['a password that is being shown', '<input autocomplete="current-password">'],
    ['a text field that holds a secret', '<input name="anything">'],
    ['a text area that holds a secret', '<textarea></textarea>'],
    [
      'a field inside a shadow root',
      '<div><template shadowrootmode="open"><input name="anything"></template></div>',
    ],
    ['a field inside a frame', `<iframe srcdoc="&lt;input type=text&gt;"></iframe>`],
  ])('%s looks the same whatever it holds', async (_name, html) => {
    await page.setContent(`<p>Invoice 7</p>${html}`);
    const inFrame = html.startsWith('<iframe') ? page.frameLocator('iframe') : page;
    const field = inFrame.locator('input, textarea').first();
    await field.fill(password);
    const first = pixels(await maskedScreenshot(page, secrets));
    const other = 'another-Value-17-pebble';
    await field.fill(other);
    const second = pixels(await maskedScreenshot(page, SecretSet.of(Secret.of(other))));
    expect(first).toBe(second);
  });

  test('six boxes of a code are painted over, and other fields are not', async () => {
    await page.setContent(`${'<input maxlength="1" size="1">'.repeat(6)}<input id="search">`);
    const shot = async (code: string, search: string) => {
      for (const [place, digit] of [...code].entries())
        await page.locator('[maxlength]').nth(place).fill(digit);
      await page.locator('#search').fill(search);
      await page.locator('#search').blur();
      return pixels(await maskedScreenshot(page, secrets));
    };
    const first = await shot('194302', 'invoices');
    expect(await shot('777777', 'invoices')).toBe(first);
    expect(await shot('194302', 'other words')).not.toBe(first);
  });
});

describe('there is no picture when a secret can be read', () => {
  test.each([
    ['as text', `<p>Your password is ${password}</p>`],
    ['in a frame', `<iframe srcdoc="<p>${password}</p>"></iframe>`],
    ['in a shadow root', `<div><template shadowrootmode="open"><p>${password}</p></template></div>`],
    ['spread over elements', '<p><b>194</b> <b>302</b></p>'],
    ['one character per box', [...'194302'].map((digit) => `<div>${digit}</div>`).join('')],
    ['as a placeholder', `<input placeholder="${password}">`],
    ['encoded in an address', `<p>https://a.example/?p=${Buffer.from(password).toString('base64')}</p>`],
  ])('%s', async (_name, html) => {
    await page.setContent(html);
    await expect(maskedScreenshot(page, secrets)).rejects.toBeInstanceOf(SecretOnPageError);
  });

  test('but one that is only hidden in the markup does not prevent it', async () => {
    await page.setContent(`<p>Fine</p><p hidden>${password}</p>`);
    expect((await maskedScreenshot(page, secrets)).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('extracting', () => {
  const table = `<table><tr data-testid="row"><td><a href="/i/1">INV-1</a></td></tr><tr data-testid="row"><td><a href="/i/2">INV-2</a></td></tr></table>
    <label>Plan <input value="Business"></label><label>Secret <input type="password" value="${password}"></label><h1>Hello</h1><p class="note">code 194302</p>`;

  test('reads text, attributes, values and lists, and null for what is not there', async () => {
    await page.setContent(table);
    const fields = {
      rows: { testId: 'row', many: true },
      firstLink: { selector: 'a', attribute: 'href' },
      plan: { label: 'Plan' },
      heading: { role: 'heading' as const, name: 'Hello' },
      missing: { selector: '.missing' },
      none: { selector: '.missing', many: true },
    };
    expect(await extract(page, fields, secrets)).toEqual({
      rows: ['INV-1', 'INV-2'],
      firstLink: '/i/1',
      plan: 'Business',
      heading: 'Hello',
      missing: null,
      none: [],
    });
  });

  test('never hands out a password field or a secret in the text', async () => {
    await page.setContent(table);
    const fields = {
      secret: { label: 'Secret' },
      value: { label: 'Secret', attribute: 'value' },
      note: { selector: '.note' },
    };
    expect(await extract(page, fields, secrets)).toEqual({
      secret: null,
      value: '[secret]',
      note: 'code [secret]',
    });
  });

  test('a field needs exactly one way to be found', () => {
    expect(extractField.safeParse({}).success).toBe(false);
    expect(extractField.safeParse({ selector: 'a', label: 'b' }).success).toBe(false);
    expect(extractField.safeParse({ label: 'b', many: true }).success).toBe(true);
  });
});
