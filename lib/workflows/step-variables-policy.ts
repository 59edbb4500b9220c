const VARIABLE = /\{\{\s*([^}]*?)\s*\}\}/g;

/** What `{{…}}` stands for in a step. */
export interface StepVariables {
  input: Readonly<Record<string, unknown>>;
  /** Of the innermost repeat that goes over a list. */
  item?: unknown;
}

/** The names that a text takes in: `input.customer`, `item`, `item.number`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
}

/** `{{input.name}}` in an address, percent-encoded: a variable is a value in the address and never part of its form. */
export function fillVariables(text: string, variables: StepVariables): string {
  return text.replace(VARIABLE, (_whole, name: string) => encodeURIComponent(textOf(variables, name)));
}

/** The same in a text, as it is. */
export function textWithVariables(text: string, variables: StepVariables): string {
  return text.replace(VARIABLE, (_whole, name: string) => textOf(variables, name));
}

function textOf({ input, item }: StepVariables, name: string): string {
  if (name === 'item') return words(item);
  return name.startsWith('item.')
    ? words(memberOf(item, name.slice('item.'.length)))
    : words(memberOf(input, name.replace(/^input\./, '')));
}

function memberOf(value: unknown, name: string): unknown {
  const members: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function words(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
