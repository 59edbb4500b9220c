import type { Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import { decideFill, type OriginPin } from './origin-policy';

/** What a page says around its fields: messages, links and buttons. Read out as text and judged in Node. */
export interface PageFacts {
  /** Texts of alerts, toasts and error places. */
  alerts: string[];
  /** The beginning of the visible text, line by line. */
  lines: string[];
  controls: { text: string; path: string; visible: boolean }[];
  /** Something is shown that only people are meant to solve. */
  captcha: boolean;
  loading: boolean;
}

const LOOK_MILLISECONDS = 8_000;
const frameFacts = z.object({
  alerts: z.array(z.string()),
  text: z.string(),
  controls: z.array(z.object({ text: z.string(), path: z.string(), visible: z.boolean() })),
  captcha: z.boolean(),
  loading: z.boolean(),
});

/** The page and those of its frames that fit the pin; what an embedded advertisement says is no evidence. */
export async function readPageFacts(page: Page, pin: OriginPin): Promise<PageFacts> {
  const facts: PageFacts = { alerts: [], lines: [], controls: [], captcha: false, loading: false };
  for (const frame of page.frames()) {
    const main = frame === page.mainFrame();
    if (!main && !decideFill({ ...pin, topUrl: page.url(), frameUrl: frame.url() }).allowed) continue;
    const read = within(LOOK_MILLISECONDS, 'reading a page', frame.evaluate(describePage));
    const answer = frameFacts.safeParse(await read.catch(() => null));
    if (!answer.success) {
      facts.loading ||= main;
      continue;
    }
    facts.alerts.push(...answer.data.alerts.flatMap(linesOf));
    facts.lines.push(...linesOf(answer.data.text));
    facts.controls.push(...answer.data.controls);
    facts.captcha ||= answer.data.captcha;
    facts.loading ||= main && answer.data.loading;
  }
  return facts;
}

/**
 * Has Playwright load into the document what its first look needs, which takes longer than the look; beside what else is
 * looked up before. Nothing waits for it.
 */
export function readyForLooks(page: Page): void {
  page.evaluate(() => undefined).catch(() => {});
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/** Runs in the page; no named inner functions, see field-facts.ts. Walks open shadow roots. */
function describePage() {
  const alertPlaces =
    '[role=alert], [role=alertdialog], [role=status], [aria-live=assertive], [aria-live=polite], [class*=error i], [class*=alert i], [class*=danger i], [class*=invalid i], [class*=message i], [class*=notice i], [class*=toast i], [class*=snack i], [class*=flash i], [class*=notif i], [class*=warning i], [class*=feedback i], [data-error], [id*=error i], [id*=message i]';
  const captchaPlaces =
    '.g-recaptcha:not([data-size=invisible]), .h-captcha, .cf-turnstile, [class*=captcha i] img, img[src*=captcha i], img[alt*=captcha i], img[id*=captcha i], iframe[src*="hcaptcha.com"], iframe[title*=captcha i]:not(.grecaptcha-badge *), iframe[src*="recaptcha/api2/bframe"]';
  const controlPlaces =
    'a[href], button, [role=button], [role=menuitem], [role=link], input[type=submit], input[type=button]';
  const roots: (Document | ShadowRoot)[] = [document];
  const alerts: string[] = [];
  const controls: { text: string; path: string; visible: boolean }[] = [];
  let text = (document.body?.innerText ?? '').slice(0, 12_000);
  let captcha = false;
  for (let root = roots.shift(); root !== undefined; root = roots.shift()) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot === null) continue;
      roots.push(element.shadowRoot);
      for (const child of element.shadowRoot.children)
        if (child instanceof HTMLElement && child.tagName !== 'STYLE') text += `\n${child.innerText}`;
    }
    for (const element of root.querySelectorAll(alertPlaces)) {
      // A box with much text in it is a part of the page, whatever its class is called.
      if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true }))
        continue;
      if (element.innerText.length <= 500) alerts.push(element.innerText);
    }
    for (const element of root.querySelectorAll(captchaPlaces)) {
      const box = element.getBoundingClientRect();
      captcha ||= element.checkVisibility({ visibilityProperty: true }) && box.width > 20 && box.height > 20;
    }
    for (const element of [...root.querySelectorAll(controlPlaces)].slice(0, 400)) {
      controls.push({
        text: (
          (element instanceof HTMLInputElement ? element.value : (element.textContent ?? '')).trim() ||
          (element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '')
        )
          .replace(/\s+/g, ' ')
          .trim()
          .slice(0, 80),
        path:
          element instanceof HTMLAnchorElement
            ? element.pathname + element.search
            : (element.closest('form')?.getAttribute('action') ?? ''),
        visible: element.checkVisibility({ visibilityProperty: true }),
      });
    }
  }
  return {
    alerts: [...new Set(alerts)].slice(0, 60),
    text: text.slice(0, 16_000),
    controls,
    captcha,
    loading: document.readyState === 'loading',
  };
}
