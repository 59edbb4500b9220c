import { z } from 'zod';
import { within } from './bounded';
import type { HeldElement } from './held-element';

/** Of what a field holds now: its length, never its value. */
export async function lengthOf(field: HeldElement): Promise<number> {
  const looking = field.evaluate(({ element }) =>
    element instanceof HTMLInputElement ? element.value.length : 0,
  );
  return within(2_000, 'looking at a field', looking).catch(() => 0);
}

export async function isInDialog(field: HeldElement | null): Promise<boolean> {
  if (field === null) return false;
  const place = 'dialog, [role=dialog], [role=alertdialog], [aria-modal=true], [class*=modal i]';
  return within(
    2_000,
    'looking at a field',
    field.evaluate(({ element }, selector) => element.closest(selector) !== null, place),
  ).catch(() => false);
}

/** The browser's own complaint about a field, which keeps it from sending the form. Never the value. */
export async function complaintOf(fields: readonly HeldElement[]): Promise<string | null> {
  for (const field of fields) {
    const looking = field.evaluate(({ element }) =>
      element instanceof HTMLInputElement && element.form?.noValidate === false && !element.validity.valid
        ? element.validationMessage
        : '',
    );
    const complaint = z
      .string()
      .safeParse(await within(2_000, 'looking at a field', looking).catch(() => ''));
    if (complaint.success && complaint.data !== '') return complaint.data;
  }
  return null;
}
