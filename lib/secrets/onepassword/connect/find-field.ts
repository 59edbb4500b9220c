import { Secret } from '@/lib/kernel/secret';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { FieldReference } from '@/lib/secrets/secret-reference';
import { isOneTimePassword } from '../json-login';
import type { ComputedCode } from '../one-time-code';
import type { ConnectField, ConnectItem } from './connect-item';

/** What a one-time password field holds, and its code if it could be computed. */
export function codeOfField(item: ConnectItem, reference: FieldReference): ComputedCode {
  const field = findField(item, reference);
  if (!isOneTimePassword(field)) throw notACode();
  return { code: field.totp ?? undefined, stored: field.value ?? '' };
}

/** Pure: the value that the last parts of a reference stand for. Ids count before labels, exact ones before others. */
export function valueOfField(item: ConnectItem, reference: FieldReference): Secret {
  const field = findField(item, reference);
  if (reference.attribute === undefined) return Secret.of(field.value ?? '');
  if (!isOneTimePassword(field)) throw notACode();
  if (field.totp) return Secret.of(field.totp);
  throw new SecretProviderError('unsupported', 'The one-time password of the item cannot be computed.', {
    nextStep: 'Set the one-time password up again in 1Password.',
  });
}

function notACode(): SecretProviderError {
  return new SecretProviderError('unsupported', 'The field is not a one-time password.', {
    nextStep: 'Choose the one-time password field of the item.',
  });
}

function findField(item: ConnectItem, { section, field }: FieldReference): ConnectField {
  const inSection = item.fields.filter((one) => section === undefined || isIn(item, one, section));
  for (const fits of matchers<ConnectField>(field)) {
    const found = inSection.filter(fits);
    // Without a section, the fields of the item itself come before those of its sections.
    const own = found.filter((one) => !one.section);
    const [first, second] = section === undefined && own.length > 0 ? own : found;
    if (first && second) {
      throw new SecretProviderError('ambiguous', 'More than one field of the item has this name.', {
        nextStep: 'Name the section of the field too, or use the id of the field.',
      });
    }
    if (first) return first;
  }
  throw new SecretProviderError('not_found', 'The item has no such field.', {
    nextStep: 'Check the field and section of the reference.',
  });
}

function isIn(item: ConnectItem, { section }: ConnectField, name: string): boolean {
  if (!section) return false;
  const declared = item.sections.find(({ id }) => id === section.id);
  const label = declared?.label ?? section.label;
  return section.id === name || label?.toLowerCase() === name.toLowerCase();
}

function matchers<Part extends { id: string; label?: string | null | undefined }>(name: string) {
  const folded = name.toLowerCase();
  return [
    (part: Part) => part.id === name,
    (part: Part) => part.label === name,
    (part: Part) => part.label?.toLowerCase() === folded,
  ];
}
