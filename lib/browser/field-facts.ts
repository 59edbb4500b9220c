import type { Frame, Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import type { Held, HeldElement } from './held-element';
import { decideFill, type OriginPin } from './origin-policy';

/** What can be seen of one input from outside. Never its value, only whether there is one. */
export interface FieldFacts {
  type: string;
  autocomplete: string[];
  /** Name, id, placeholder and labels, as the page has them. */
  words: string;
  /** The text of the surrounding form, for telling a newsletter from a sign-in. */
  formWords: string;
  /** The form within its frame; fields outside any form share one key. */
  formKey: string;
  maxLength: number;
  minLength: number;
  pattern: string;
  /** The `passwordrules` attribute, in Apple's grammar. */
  passwordRules: string;
  /** Texts that describe the field and those around it, where sites state their password policy. */
  hints: string;
  /** Whether there is a value, not which. */
  filled: boolean;
  usable: boolean;
  readOnly: boolean;
  invalid: boolean;
  /** In a dialog that lies over the page. */
  inDialog: boolean;
}

export interface FoundField {
  facts: FieldFacts;
  handle: HeldElement;
}

export interface FoundFields {
  fields: FoundField[];
  /** Why fields were passed over that lie outside the pin, or null when there are none. */
  refused: string | null;
  dispose(): Promise<void>;
}

/** Against frames whose script does not yield; a busy machine may need seconds for an honest answer. */
const LOOK_MILLISECONDS = 8_000;

const factsOfFrame = z.array(
  z.object({
    type: z.string(),
    autocomplete: z.string(),
    words: z.string(),
    formWords: z.string(),
    form: z.number(),
    maxLength: z.number(),
    minLength: z.number(),
    pattern: z.string(),
    passwordRules: z.string(),
    hints: z.string(),
    filled: z.boolean(),
    usable: z.boolean(),
    readOnly: z.boolean(),
    invalid: z.boolean(),
    inDialog: z.boolean(),
  }),
);

/** Every input of the page, in document order, through frames and open shadow roots, with its handle. */
export async function readFields(page: Page, pin: OriginPin): Promise<FoundFields> {
  const fields: FoundField[] = [];
  const dropped: HeldElement[] = [];
  let refused: string | null = null;
  for (const [place, frame] of page.frames().entries()) {
    // A frame that is loading, gone or stuck has no fields yet; the caller looks again.
    const found = await within(LOOK_MILLISECONDS, 'reading a frame', readFrame(frame, place)).catch(() => []);
    if (found.length === 0) continue;
    const decision = decideFill({ ...pin, topUrl: page.url(), frameUrl: frame.url() });
    if (decision.allowed) fields.push(...found);
    else {
      dropped.push(...found.map(({ handle }) => handle));
      if (found.some(({ facts }) => facts.usable)) refused ??= decision.message;
    }
  }
  return {
    fields,
    refused,
    dispose: async () => {
      const handles = [...dropped, ...fields.map(({ handle }) => handle)];
      await Promise.all(handles.map((handle) => handle.dispose().catch(() => {})));
    },
  };
}

/** Without Playwright's selectors: the first of them that is used in a document loads a script of 300 kB into it. */
async function readFrame(frame: Frame, place: number): Promise<FoundField[]> {
  const inputs = await frame.evaluateHandle(collectInputs);
  try {
    const [described, handles] = await Promise.all([inputs.evaluate(describe), inputs.getProperties()]);
    return factsOfFrame.parse(described).flatMap(({ form, autocomplete, ...rest }, index) => {
      const handle = handles.get(`${index}`);
      if (!handle) return [];
      const tokens = autocomplete.toLowerCase().split(/\s+/).filter(Boolean);
      return [{ handle, facts: { ...rest, autocomplete: tokens, formKey: `${place}/${form}` } }];
    });
  } finally {
    inputs.dispose().catch(() => {});
  }
}

/** Runs in the page; no named inner functions, see below. In the order in which they are shown, through open shadow roots. */
function collectInputs(): Held[] {
  const found: Held[] = [];
  const ahead: Element[] = [document.documentElement];
  for (let element = ahead.pop(); element !== undefined; element = ahead.pop()) {
    if (element.matches('input:not([type=hidden])')) found.push({ element });
    const inner = [...(element.shadowRoot?.children ?? []), ...element.children];
    ahead.push(...inner.reverse());
  }
  return found;
}

/**
 * Runs in the page. It has no named inner functions: a bundler that keeps names would wrap them in a call that does
 * not exist there.
 */
function describe(inputs: Held[]) {
  return inputs.map(({ element }) => {
    const input = element instanceof HTMLInputElement ? element : document.createElement('input');
    const root = input.getRootNode();
    const byId = root instanceof ShadowRoot ? root : document;
    const box = input.getBoundingClientRect();
    const labelledBy = (input.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
    const describedBy = (input.getAttribute('aria-describedby') ?? '').split(/\s+/).filter(Boolean);
    const style = getComputedStyle(input);
    let beside = '';
    // Old pages put the label into the cell before, some new ones into the box around: the nearest short text.
    const named =
      (input.labels?.length ?? 0) > 0 || input.hasAttribute('aria-label') || labelledBy.length > 0;
    let holder: Element | null = named ? null : input.parentElement;
    for (let up = 0; up < 5 && holder !== null && beside === '' && holder.tagName !== 'FORM'; up += 1) {
      const said = holder instanceof HTMLElement ? holder.innerText.trim() : '';
      if (said.length > 80 || holder.querySelectorAll('input:not([type=hidden])').length > 1) break;
      beside = said;
      holder = holder.parentElement;
    }
    const around = input.type === 'password' ? (input.form ?? input.parentElement?.parentElement) : null;
    return {
      type: input.type,
      autocomplete: input.getAttribute('autocomplete') ?? '',
      words: [
        input.name,
        input.id,
        input.placeholder,
        input.title,
        input.getAttribute('aria-label') ?? '',
        ...[...(input.labels ?? [])].map((label) => label.textContent ?? ''),
        ...labelledBy.map((id) => byId.getElementById(id)?.textContent ?? ''),
        beside,
      ]
        .join(' ')
        .slice(0, 400),
      formWords: (input.form?.innerText ?? '').slice(0, 400),
      form: input.form === null ? -1 : [...byId.querySelectorAll('form')].indexOf(input.form),
      maxLength: input.maxLength,
      minLength: input.minLength,
      pattern: input.pattern,
      passwordRules: input.getAttribute('passwordrules') ?? '',
      hints: [
        ...describedBy.map((id) => byId.getElementById(id)?.textContent ?? ''),
        input.title,
        around instanceof HTMLElement ? around.innerText : '',
      ]
        .join('\n')
        .slice(0, 2_000),
      filled: input.value !== '',
      // Fields parked outside the page, without size or under aria-hidden are traps for robots or leftovers.
      usable:
        input.isConnected &&
        !input.matches(':disabled') &&
        input.checkVisibility({ visibilityProperty: true }) &&
        (style.opacity !== '0' || input.autocomplete === 'one-time-code') &&
        input.closest('[aria-hidden=true], [inert]') === null &&
        box.width > 1 &&
        box.height > 1 &&
        box.right + window.scrollX > 0 &&
        box.bottom + window.scrollY > 0,
      readOnly: input.readOnly,
      inDialog:
        input.closest('dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [class*=modal i]') !==
        null,
      invalid: input.getAttribute('aria-invalid') === 'true' || (input.value !== '' && !input.validity.valid),
    };
  });
}
