import type { ElementHandle, Frame, Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import { decideFill, type OriginPin } from './origin-policy';

/** Something that can be pressed, as seen from outside. */
export interface ControlFacts {
  /** Its words: text, label, title. */
  text: string;
  /** What a person reads on it: its text, or its label where it has none. */
  face: string;
  /** Classes, ids and names, for controls that show a picture only. */
  marks: string;
  /** Where a link leads; empty for anything else and for links that only run a script. */
  href: string;
  kind: 'link' | 'button' | 'tab' | 'menu' | 'other';
  visible: boolean;
  /** It opens a menu or unfolds something. */
  opens: boolean;
  /** It sends a form with fields in it. */
  sendsForm: boolean;
  /** In the page's header, navigation or side bar. */
  inChrome: boolean;
  inDialog: boolean;
  /** The words of the largest box in which it is the only thing to use: what it is about. */
  about: string;
  /** The words of the row or card it stands in. */
  around: string;
}

export interface FoundControl {
  facts: ControlFacts;
  handle: ElementHandle<Element>;
}

const LOOK_MILLISECONDS = 8_000;
const MOST_CONTROLS = 600;
const SELECTOR =
  'a[href], button, summary, input[type=submit], input[type=button], [role=button], [role=link], [role=menuitem], [role=tab], [aria-haspopup], [data-toggle], [data-bs-toggle], [onclick], [class*=avatar i], [class*=user-menu i], [class*=usermenu i], [class*=profile i], [tabindex="0"], li[class*=item i], div[class*=item i], a:not([href]), [class*=cog i], [class*=gear i], [data-icon*=cog], [data-icon*=gear]';

const factsOfFrame = z.array(
  z.object({
    text: z.string(),
    face: z.string(),
    marks: z.string(),
    href: z.string(),
    kind: z.enum(['link', 'button', 'tab', 'menu', 'other']),
    visible: z.boolean(),
    opens: z.boolean(),
    sendsForm: z.boolean(),
    inChrome: z.boolean(),
    inDialog: z.boolean(),
    about: z.string(),
    around: z.string(),
    wraps: z.boolean(),
  }),
);

/** What can be pressed on the page and in those of its frames that fit the pin, through open shadow roots. */
export async function readControls(page: Page, pin: OriginPin): Promise<FoundControl[]> {
  const found: FoundControl[] = [];
  for (const frame of page.frames()) {
    if (!decideFill({ ...pin, topUrl: page.url(), frameUrl: frame.url() }).allowed) continue;
    // A frame that is loading or gone has no controls yet; the caller looks again.
    found.push(...(await within(LOOK_MILLISECONDS, 'reading controls', readFrame(frame)).catch(() => [])));
  }
  return found;
}

async function readFrame(frame: Frame): Promise<FoundControl[]> {
  const all = await frame.$$(SELECTOR);
  const handles = all.slice(0, MOST_CONTROLS);
  await Promise.all(all.slice(MOST_CONTROLS).map((handle) => handle.dispose()));
  const facts = factsOfFrame.parse(await frame.evaluate(describe, handles));
  return facts.flatMap(({ wraps, ...rest }, place) => {
    const handle = handles[place];
    return handle === undefined || wraps ? [] : [{ facts: rest, handle }];
  });
}

/** Runs in the page; no named inner functions, see field-facts.ts. */
function describe(elements: Node[]) {
  const interactive =
    'a[href], button, summary, input, select, [role=button], [role=menuitem], [role=tab], [role=link]';
  // What stands beside a field that cannot be written to is about that field.
  const rivals =
    'a[href], button, summary, input:not([readonly], :disabled, [type=hidden]), select, [role=button]';
  return elements.map((node) => {
    const element = node instanceof HTMLElement || node instanceof SVGElement ? node : document.body;
    const role = element.getAttribute('role') ?? '';
    const link = element instanceof HTMLAnchorElement && /^https?:/.test(element.href) ? element : null;
    const raw = element.getAttribute('href') ?? '';
    const button = element.matches('button, input, summary, [role=button]');
    const form =
      element instanceof HTMLButtonElement || element instanceof HTMLInputElement ? element.form : null;
    let around = '';
    let about = '';
    let beside = '';
    for (let up: Element | null = element.parentElement, level = 0; up !== null && level < 5; level += 1) {
      const said = up instanceof HTMLElement ? up.innerText : '';
      if (said.length > 200) break;
      around = said;
      // A control that shows a picture only is called what stands next to it.
      const alone = said.length <= 60 && up.querySelectorAll(rivals).length === 1;
      if (alone && beside === '' && said.length <= 40) beside = said;
      if (alone) about = said;
      up = up.parentElement;
    }
    const sends =
      form !== null &&
      (element instanceof HTMLInputElement
        ? element.type === 'submit'
        : element.getAttribute('type') !== 'button');
    const written = element instanceof HTMLInputElement ? element.value : (element.textContent ?? '');
    return {
      face: (written.trim() || element.getAttribute('aria-label') || element.getAttribute('title') || beside)
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 80),
      text: (
        [
          written,
          element.getAttribute('aria-label') ?? '',
          element.getAttribute('title') ?? '',
          ...[...element.querySelectorAll('img[alt]')].map((image) => image.getAttribute('alt') ?? ''),
        ]
          .join(' ')
          .trim() || beside
      )
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, 120),
      marks: [
        element.getAttribute('class') ?? '',
        element.id,
        element.getAttribute('name') ?? '',
        element.getAttribute('data-testid') ?? '',
        element.firstElementChild?.getAttribute('class') ?? '',
        element.querySelector('svg use')?.getAttribute('href') ?? '',
        element.querySelector('[data-icon]')?.getAttribute('data-icon') ?? '',
      ]
        .join(' ')
        .slice(0, 300),
      href: link === null || (raw.startsWith('#') && raw.length < 2) ? '' : link.href,
      kind:
        role === 'tab'
          ? ('tab' as const)
          : role === 'menuitem'
            ? ('menu' as const)
            : button
              ? ('button' as const)
              : element instanceof HTMLAnchorElement || role === 'link'
                ? ('link' as const)
                : ('other' as const),
      visible:
        element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1,
      opens:
        element.hasAttribute('aria-haspopup') ||
        element.hasAttribute('aria-expanded') ||
        element.matches('summary, [data-toggle], [data-bs-toggle], [class*=dropdown i]'),
      sendsForm:
        sends &&
        form !== null &&
        form.querySelector(
          'input:not([type=hidden]):not([type=submit]):not([type=button]), textarea, select',
        ) !== null,
      inChrome:
        element.closest(
          'header, nav, aside, [role=navigation], [role=banner], [role=menu], [class*=header i], [class*=sidebar i], [class*=navbar i], [class*=topbar i]',
        ) !== null,
      inDialog:
        element.closest('dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [class*=modal i]') !==
        null,
      about,
      around,
      // A box around several controls is none itself; neither is something inside a control.
      wraps:
        !element.matches(interactive) &&
        (element.querySelectorAll(interactive).length > 1 ||
          // The entry of a menu around its link: the link is the control.
          element.querySelector(interactive)?.textContent?.trim() === (element.textContent ?? '').trim() ||
          (element.textContent ?? '').length > 120 ||
          (element.parentElement?.closest(interactive) !== null && element.parentElement !== null)),
    };
  });
}
