import type { Field } from '../store/item';

/** Types as Connect and the command line spell them; the CLI's own list is longer, but these are what a store has. */
const SPELLINGS: ReadonlyArray<readonly [Field['type'], string]> = [
  ['text', 'STRING'],
  ['concealed', 'CONCEALED'],
  ['url', 'URL'],
  ['email', 'EMAIL'],
  ['phone', 'PHONE'],
  ['menu', 'MENU'],
  ['card_type', 'CREDIT_CARD_TYPE'],
  ['card_number', 'CREDIT_CARD_NUMBER'],
  ['month_year', 'MONTH_YEAR'],
  ['date', 'DATE'],
  ['address', 'ADDRESS'],
  ['reference', 'REFERENCE'],
  ['totp', 'OTP'],
  ['unsupported', 'UNKNOWN'],
];
const spellings = new Map(SPELLINGS);
const types = new Map(SPELLINGS.map(([type, spelling]) => [spelling, type]));

export function spellingOfType(type: Field['type']): string {
  return spellings.get(type) ?? 'UNKNOWN';
}

/** Undefined for a spelling that nobody uses. The OpenAPI text says TOTP where every real payload says OTP. */
export function typeOfSpelling(spelling: string): Field['type'] | undefined {
  return types.get(spelling === 'TOTP' ? 'OTP' : spelling);
}
