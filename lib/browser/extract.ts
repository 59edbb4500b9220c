import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { SecretSet } from '@/lib/redaction/secret-set';

/** Where one value is: exactly one of selector, test id, label or role, and whether it is a text or an attribute. */
export const extractField = z
  .strictObject({
    selector: z.string().min(1).max(500).optional(),
    testId: z.string().min(1).max(200).optional(),
    label: z.string().min(1).max(200).optional(),
    /** The accessible name of an element with that role. */
    role: z
      .enum(['heading', 'link', 'button', 'cell', 'row', 'status', 'alert', 'textbox', 'listitem', 'img'])
      .optional(),
    name: z.string().min(1).max(200).optional(),
    attribute: z
      .string()
      .regex(/^[a-zA-Z][\w:.-]*$/)
      .optional(),
    many: z.boolean().optional(),
  })
  .refine(
    ({ selector, testId, label, role }) =>
      [selector, testId, label, role].filter((way) => way !== undefined).length === 1,
    'name exactly one of selector, testId, label, role',
  );

export type ExtractField = z.infer<typeof extractField>;
export type Extracted = Record<string, string | null | string[]>;

/** A page with more matches than this is being scraped with the wrong selector. */
const MOST_VALUES = 1_000;
const READ_MILLISECONDS = 5_000;

/**
 * Reads values off a page. A field that is not there is null (or an empty list), because "no open invoice" is an
 * answer. Every text is scrubbed: a page may show a password or a code.
 */
export async function extract(
  page: Page,
  fields: Readonly<Record<string, ExtractField>>,
  secrets: SecretSet,
): Promise<Extracted> {
  const result: Extracted = {};
  for (const [name, field] of Object.entries(fields)) {
    const found = locate(page, field);
    const count = Math.min(await found.count(), field.many === true ? MOST_VALUES : 1);
    const values: string[] = [];
    for (let place = 0; place < count; place += 1) {
      const value = await read(found.nth(place), field.attribute);
      if (value !== null) values.push(secrets.scrub(value));
    }
    result[name] = field.many === true ? values : (values[0] ?? null);
  }
  return result;
}

function locate(page: Page, field: ExtractField): Locator {
  if (field.testId !== undefined) return page.getByTestId(field.testId);
  if (field.label !== undefined) return page.getByLabel(field.label);
  if (field.role !== undefined) {
    return page.getByRole(field.role, field.name === undefined ? {} : { name: field.name });
  }
  return page.locator(field.selector ?? ':not(*)');
}

/** The text as a person sees it; of a form field its value, but never that of a password field. */
async function read(element: Locator, attribute: string | undefined): Promise<string | null> {
  const options = { timeout: READ_MILLISECONDS };
  if (attribute !== undefined) return element.getAttribute(attribute, options).catch(() => null);
  return element
    .evaluate(
      (node) => {
        if (node instanceof HTMLInputElement) return node.type === 'password' ? null : node.value;
        if (node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement) return node.value;
        return (node instanceof HTMLElement ? node.innerText : (node.textContent ?? '')).trim();
      },
      undefined,
      options,
    )
    .catch(() => null);
}
