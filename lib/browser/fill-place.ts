import { z } from 'zod';
import { SecureFillError } from './fill-error';
import { formAddress, refuseForeignTarget } from './form-target';
import type { Held, HeldElement } from './held-element';
import { decideFill, type OriginPin } from './origin-policy';

/** Where a field is: read in its own document, in one look. */
const fillPlace = formAddress.extend({
  /** Addresses of the field's document and, for a frame, the origin of the page it is in. */
  address: z.string(),
  origin: z.string(),
  top: z.string(),
});
export type FillPlace = z.infer<typeof fillPlace>;
const arrival = z.object({ place: fillPlace, isReady: z.boolean() });
export type Arrival = z.infer<typeof arrival>;

/**
 * Goes to a field, reads where it is and refuses what the pin does not allow: page, frame or the address its form is sent
 * to. The place is what `insertIfUnmoved` compares with at the moment of typing.
 */
export async function arriveAt(field: HeldElement, pin: OriginPin): Promise<Arrival> {
  const { place, isReady } = arrival.parse(await field.evaluate(arrive));
  const decision = decideFill({ ...pin, topUrl: place.top, frameUrl: place.address });
  if (!decision.allowed) throw new SecureFillError('refused', decision.message, decision.reason);
  refuseForeignTarget({ ...place, formAction: null }, place.top, pin);
  return { place, isReady };
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. `location` and `ancestorOrigins` cannot be replaced by
 * its scripts. A document's ancestors cannot become others while it lives, so its own word on them holds for as long as
 * its handle does.
 *
 * Gives the focus to a field that is ready, as most are, which spares three waits of Playwright, each of which lasts until
 * the page has drawn. Where there is any doubt it leaves the field alone. That it has the focus is looked at again when it
 * is filled.
 */
function arrive({ element }: Held): Arrival {
  const { href, origin, ancestorOrigins } = window.location;
  const field =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element : null;
  const place = {
    address: href,
    origin,
    top: ancestorOrigins.length === 0 ? href : (ancestorOrigins[ancestorOrigins.length - 1] ?? ''),
    action: field?.form?.getAttribute('action') ?? null,
    formAction: null,
    base: document.baseURI,
  };
  const { width, height } = element.getBoundingClientRect();
  const isUsable =
    field !== null &&
    width > 0 &&
    height > 0 &&
    field.checkVisibility({ visibilityProperty: true }) &&
    !field.matches(':disabled') &&
    !field.readOnly &&
    field.closest('[aria-disabled=true], [aria-readonly=true], [inert]') === null;
  if (!isUsable) return { place, isReady: false };
  field.focus();
  const root = field.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  return { place, isReady: active === field };
}

/** The field, and what became of the insertion. */
export interface Inserted extends Held {
  outcome: 'inserted' | 'moved' | 'unfocused';
}

/**
 * Runs in the page, as one task: no navigation, no script of the page and no change of focus comes between the last
 * look and the typing. Should the document have been replaced, this never runs, because it runs in the document that
 * the handle belongs to. No named inner functions, see field-facts.ts.
 */
export function insertIfUnmoved(
  { element }: Held,
  { text, place }: { text: string; place: FillPlace },
): Inserted {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement))
    return { element, outcome: 'unfocused' };
  const { origin, ancestorOrigins } = window.location;
  const top = ancestorOrigins[ancestorOrigins.length - 1];
  if (origin !== place.origin || (top !== undefined && top !== place.top))
    return { element, outcome: 'moved' };
  if ((element.form?.getAttribute('action') ?? null) !== place.action || document.baseURI !== place.base) {
    return { element, outcome: 'moved' };
  }
  const root = element.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  if (!element.isConnected || active !== element) return { element, outcome: 'unfocused' };
  // As typing over what stands there does, with events the page trusts, and without keys, which go where the focus of
  // the whole page is. Deprecated, but kept by browsers for editors, and nothing replaces it.
  element.select();
  const command = text === '' ? 'delete' : 'insertText';
  if (document.execCommand(command, false, text) || element.value === text)
    return { element, outcome: 'inserted' };
  // Documents that are not HTML have no such command.
  const prototype = element instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(element, text);
  element.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }));
  return { element, outcome: 'inserted' };
}
