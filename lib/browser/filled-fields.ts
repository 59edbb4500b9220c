import type { BrowserContext, ElementHandle } from 'playwright-core';
import { within } from './bounded';

/** The fields of a context's pages that hold a secret or are about to. */
export interface FilledFields {
  /** Counts from now on; call what comes back when the filling is over, the field counts on while it holds a value. */
  begin(field: ElementHandle<Element>): () => void;
  /** Whether a page still holds a secret, or is just getting one. */
  any(): Promise<boolean>;
  /** Empties what was left filled, as the form of a failed sign-in is. */
  clear(): Promise<void>;
}

const LOOK_MILLISECONDS = 2_000;
const known = new WeakMap<BrowserContext, FilledFields>();

export function filledFieldsOf(context: BrowserContext): FilledFields {
  const fields = known.get(context) ?? rememberFields();
  known.set(context, fields);
  return fields;
}

function rememberFields(): FilledFields {
  const filled = new Set<ElementHandle<Element>>();
  let filling = 0;
  return {
    begin(field) {
      filled.add(field);
      filling += 1;
      return () => {
        filling -= 1;
      };
    },
    async any() {
      if (filling > 0) return true;
      for (const field of filled) {
        if (await stillHolds(field)) return true;
        filled.delete(field);
      }
      return filling > 0;
    },
    async clear() {
      for (const field of filled) {
        await within(LOOK_MILLISECONDS, 'emptying a field', field.evaluate(emptyField)).catch(() => {});
      }
    },
  };
}

/** A handle of a document that is gone throws, which is the answer "no". A page that does not answer counts as "yes". */
async function stillHolds(field: ElementHandle<Element>): Promise<boolean> {
  const asked = field
    .evaluate(
      (element) =>
        element.isConnected &&
        (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) &&
        element.value !== '',
    )
    .catch(() => false);
  return within(LOOK_MILLISECONDS, 'looking at a filled field', asked).catch(() => true);
}

/** Runs in the page. Through the prototype, because frameworks replace the property on the element itself. */
export function emptyField(element: Element): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set?.call(element, '');
  // Some frameworks mirror what is typed into the attribute.
  element.removeAttribute('value');
  element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}
