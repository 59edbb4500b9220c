import type { BrowserContext } from 'playwright-core';
import { PageTimeoutError, within } from './bounded';
import type { Held, HeldElement } from './held-element';

/** The fields of a context's pages that hold a secret or are about to. */
export interface FilledFields {
  /**
   * Does what fills a field, and hands on what that returns: a handle of the field, which is kept here. The field counts
   * from now on, before anything is awaited, and for as long as it holds a value. A handle of its own, because the
   * caller's may be disposed of long before the page is left.
   */
  filling<Filled extends HeldElement>(fill: () => Promise<Filled>): Promise<Filled>;
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
  const filled = new Set<HeldElement>();
  let underWay = 0;
  const forget = (field: HeldElement) => {
    filled.delete(field);
    field.dispose().catch(() => {});
  };
  return {
    async filling(fill) {
      underWay += 1;
      try {
        const own = await fill();
        filled.add(own);
        return own;
      } finally {
        underWay -= 1;
      }
    },
    async any() {
      if (underWay > 0) return true;
      for (const field of filled) {
        if (await stillHolds(field)) return true;
        forget(field);
      }
      return underWay > 0;
    },
    async clear() {
      const emptied = [...filled].map(async (field) => {
        const emptying = within(LOOK_MILLISECONDS, 'emptying a field', field.evaluate(emptyField));
        // An error says that the document is gone, and the value with it; silence says nothing.
        const isGone = await emptying.then(
          () => true,
          (error: unknown) => !(error instanceof PageTimeoutError),
        );
        if (isGone) forget(field);
      });
      await Promise.all(emptied);
    },
  };
}

/** A handle of a document that is gone throws, which is the answer "no". A page that does not answer counts as "yes". */
async function stillHolds(field: HeldElement): Promise<boolean> {
  const asked = field
    .evaluate(
      ({ element }) =>
        element.isConnected &&
        (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) &&
        element.value !== '',
    )
    .catch(() => false);
  return within(LOOK_MILLISECONDS, 'looking at a filled field', asked).catch(() => true);
}

/** Runs in the page. Through the prototype, because frameworks replace the property on the element itself. */
export function emptyField({ element }: Held): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set?.call(element, '');
  // Some frameworks mirror what is typed into the attribute.
  element.removeAttribute('value');
  element.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}
