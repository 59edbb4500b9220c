import type { Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import { decideFill, type OriginPin } from './origin-policy';

/** What a page says around its fields: messages, links and buttons. Read out as text and judged in Node. */
export interface PageFacts {
  /** Texts of alerts and error places. */
  alerts: string;
  /** The beginning of the visible text. */
  text: string;
  controls: { text: string; path: string; visible: boolean }[];
  loading: boolean;
}

const LOOK_MILLISECONDS = 2_000;
const frameFacts = z.object({
  alerts: z.array(z.string()),
  text: z.string(),
  controls: z.array(z.object({ text: z.string(), path: z.string(), visible: z.boolean() })),
  loading: z.boolean(),
});

/** The page and those of its frames that fit the pin; what an embedded advertisement says is no evidence. */
export async function readPageFacts(page: Page, pin: OriginPin): Promise<PageFacts> {
  const facts: PageFacts = { alerts: '', text: '', controls: [], loading: false };
  for (const frame of page.frames()) {
    const main = frame === page.mainFrame();
    if (!main && !decideFill({ ...pin, topUrl: page.url(), frameUrl: frame.url() }).allowed) continue;
    const read = within(LOOK_MILLISECONDS, 'reading a page', frame.evaluate(describePage));
    const answer = frameFacts.safeParse(await read.catch(() => null));
    if (!answer.success) {
      facts.loading ||= main;
      continue;
    }
    facts.alerts += ` ${answer.data.alerts.join(' ')}`;
    facts.text += ` ${answer.data.text}`;
    facts.controls.push(...answer.data.controls);
    facts.loading ||= main && answer.data.loading;
  }
  return facts;
}

/** Runs in the page; no named inner functions, see field-facts.ts. */
function describePage() {
  const alerts = document.querySelectorAll(
    '[role=alert], [aria-live=assertive], .error, .errors, .alert, .alert-danger, .error-message, .form-error, .invalid-feedback, [data-error], [id$=-error]',
  );
  const controls = document.querySelectorAll(
    'a[href], button, [role=button], [role=menuitem], input[type=submit]',
  );
  return {
    alerts: [...alerts]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => (element instanceof HTMLElement ? element.innerText : '').slice(0, 500)),
    text: (document.body?.innerText ?? '').slice(0, 6_000),
    controls: [...controls].slice(0, 400).map((element) => ({
      text: (element instanceof HTMLInputElement ? element.value : (element.textContent ?? ''))
        .trim()
        .slice(0, 80),
      path:
        element instanceof HTMLAnchorElement
          ? element.pathname
          : (element.closest('form')?.getAttribute('action') ?? ''),
      visible: element.checkVisibility({ visibilityProperty: true }),
    })),
    loading: document.readyState === 'loading',
  };
}
