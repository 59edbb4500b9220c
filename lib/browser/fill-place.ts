import type { ElementHandle } from 'playwright-core';
import { z } from 'zod';
import { SecureFillError } from './fill-error';
import { formAddress, refuseForeignTarget } from './form-target';
import { decideFill, type OriginPin } from './origin-policy';

/** Where a field is: read in its own document, in one look. */
const fillPlace = formAddress.extend({
  /** Addresses of the field's document and, for a frame, the origin of the page it is in. */
  address: z.string(),
  origin: z.string(),
  top: z.string(),
});
export type FillPlace = z.infer<typeof fillPlace>;

/**
 * Reads where a field is and refuses what the pin does not allow: page, frame or the address its form is sent to. The
 * answer is what `insertIfUnmoved` compares with at the moment of typing.
 */
export async function allowedPlace(field: ElementHandle<Element>, pin: OriginPin): Promise<FillPlace> {
  const place = fillPlace.parse(await field.evaluate(placeOf));
  const decision = decideFill({ ...pin, topUrl: place.top, frameUrl: place.address });
  if (!decision.allowed) throw new SecureFillError('refused', decision.message, decision.reason);
  refuseForeignTarget({ ...place, formAction: null }, place.top, pin);
  return place;
}

/**
 * Runs in the page. `location` and `ancestorOrigins` cannot be replaced by its scripts. A document's ancestors cannot
 * become others while it lives, so its own word on them holds for as long as its handle does.
 */
function placeOf(element: Element): FillPlace {
  const { href, origin, ancestorOrigins } = window.location;
  const form =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.form : null;
  return {
    address: href,
    origin,
    top: ancestorOrigins.length === 0 ? href : (ancestorOrigins[ancestorOrigins.length - 1] ?? ''),
    action: form?.getAttribute('action') ?? null,
    formAction: null,
    base: document.baseURI,
  };
}

export type Insertion = 'inserted' | 'moved' | 'unfocused';

/**
 * Runs in the page, as one task: no navigation, no script of the page and no change of focus comes between the last
 * look and the typing. Should the document have been replaced, this never runs, because it runs in the document that
 * the handle belongs to. No named inner functions, see field-facts.ts.
 */
export function insertIfUnmoved(
  element: Element,
  { text, place }: { text: string; place: FillPlace },
): Insertion {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) return 'unfocused';
  const { origin, ancestorOrigins } = window.location;
  const top = ancestorOrigins[ancestorOrigins.length - 1];
  if (origin !== place.origin || (top !== undefined && top !== place.top)) return 'moved';
  if ((element.form?.getAttribute('action') ?? null) !== place.action || document.baseURI !== place.base) {
    return 'moved';
  }
  const root = element.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  if (!element.isConnected || active !== element) return 'unfocused';
  // As typing over what stands there does, with events the page trusts, and without keys, which go where the focus of
  // the whole page is. Deprecated, but kept by browsers for editors, and nothing replaces it.
  element.select();
  const command = text === '' ? 'delete' : 'insertText';
  if (document.execCommand(command, false, text) || element.value === text) return 'inserted';
  // Documents that are not HTML have no such command.
  const prototype = element instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(element, text);
  element.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }));
  return 'inserted';
}
