import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFreshContext } from '@/lib/browser/fresh-context';
import { hold } from '@/lib/browser/held-element';
import { press } from '@/lib/browser/press';
import { startChromium } from '@/tests/support/chromium';

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startChromium();
});
beforeEach(async () => {
  await page?.context().close();
  page = await (await openFreshContext(browser)).newPage();
});
afterAll(async () => {
  await browser?.close();
});

const MILLISECONDS = 3_000;

/** Two buttons that note every event they get, and a script that runs with them. */
function buttons(script = ''): string {
  return `
    <style>button { position: absolute; left: 20px; width: 100px; height: 40px } #go { top: 20px } #other { top: 200px }</style>
    <button id="go">Go</button><button id="other">Other</button>
    <script>
      const seen = [];
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
        for (const id of ['go', 'other'])
          document.getElementById(id).addEventListener(type, (event) => seen.push(id + ' ' + type + ' ' + event.isTrusted));
      ${script}
    </script>`;
}

/** The two change places when the mouse comes near. */
const SWAP = `addEventListener('mousemove', () => {
  document.getElementById('go').style.top = '200px';
  document.getElementById('other').style.top = '20px';
}, { once: true });`;

async function pressed(html: string, selector = '#go'): Promise<string[]> {
  await page.setContent(html);
  const held = await hold(page.locator(selector), MILLISECONDS);
  if (!held) throw new Error('the button is not there');
  await press(page, held, MILLISECONDS);
  return page.evaluate('seen');
}

const ONCE = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'].map((type) => `go ${type} true`);

test('a button is pressed once, as by a person', async () => {
  expect(await pressed(buttons())).toEqual(ONCE);
});

test('what slips under the mouse is not pressed and sees nothing of it; the button is, where it is by then', async () => {
  expect(await pressed(buttons(SWAP))).toEqual(ONCE);
});

test('a button out of sight is brought into sight and pressed', async () => {
  expect(await pressed(buttons(`document.getElementById('go').style.top = '5000px'`))).toEqual(ONCE);
});

test('a button that something covers is not pressed', async () => {
  const cover = '<div style="position: fixed; inset: 0; z-index: 9"></div>';
  await page.setContent(buttons() + cover);
  const held = await hold(page.locator('#go'), MILLISECONDS);
  if (!held) throw new Error('the button is not there');
  await expect(press(page, held, 500)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await page.evaluate('seen')).toEqual([]);
});

test('presses of others that come later are theirs', async () => {
  await pressed(buttons(SWAP));
  await page.click('#other');
  expect(await page.evaluate('seen')).toContain('other click true');
});
