import type { Page } from 'playwright-core';
import { type ChangeFields, chooseChangeForms, chooseReauthentication } from './change-form-policy';
import type { ChangeFormRules } from './change-form-types';
import { type FieldFacts, type FoundField, readFields } from './field-facts';
import { chooseFields, kindOf } from './field-policy';
import { visible } from './find-fields';
import type { HeldElement } from './held-element';
import type { OriginPin } from './origin-policy';
import type { ChangeRecipe } from './site-recipe';

export interface FoundChangeForm {
  current: HeldElement[];
  /** The new password, then its repetition. */
  next: HeldElement[];
  code: HeldElement[];
  /** Fields that show the name of an account, for telling one's own from another's. */
  names: HeldElement[];
  rules: Omit<ChangeFormRules, 'policyText'> & { hints: string };
  score: number;
  because: string[];
}

export interface FoundChange {
  /** The likeliest form that changes a password, or null. */
  form: FoundChangeForm | null;
  /** A password is asked for by itself: on a page of its own, or in a dialog. */
  reauthentication: HeldElement | null;
  /** An empty field for a name stands beside that password, as in a sign-in. */
  asksName: boolean;
  code: HeldElement[];
  refused: string | null;
  dispose(): Promise<void>;
}

/** Looks at the page once, through frames and open shadow roots. */
export async function findChangeForm(
  page: Page,
  pin: OriginPin,
  recipe?: ChangeRecipe,
): Promise<FoundChange> {
  const found = await readFields(page, pin);
  const facts = found.fields.map((field) => field.facts);
  const own = await recipeForm(page, found.fields, recipe);
  const [best] = chooseChangeForms(facts);
  const signIn = chooseFields(facts);
  const at = (places: readonly number[]) => places.flatMap((place) => found.fields[place]?.handle ?? []);
  const lone = chooseReauthentication(facts);
  const form = own ?? (best === undefined ? null : { ...formOf(best, facts, at) });
  return {
    form,
    reauthentication: lone === null ? null : (at([lone])[0] ?? null),
    asksName: facts.some(
      (field) => field.usable && !field.readOnly && !field.filled && kindOf(field) === 'username',
    ),
    code: form === null ? at(signIn.code) : [],
    refused: found.refused,
    dispose: async () => {
      await found.dispose();
      await Promise.all((own?.all ?? []).map((handle) => handle.dispose().catch(() => {})));
    },
  };
}

function formOf(
  fields: ChangeFields,
  facts: readonly FieldFacts[],
  at: (places: readonly number[]) => HeldElement[],
): FoundChangeForm {
  return {
    current: at(fields.current),
    next: at(fields.next),
    code: at(fields.code),
    names: at(fields.names),
    rules: rulesOf(fields.next.flatMap((place) => facts[place] ?? [])),
    score: fields.score,
    because: fields.because,
  };
}

/** The narrowest of what the new password's fields say. */
function rulesOf(fields: readonly FieldFacts[]): FoundChangeForm['rules'] {
  const lengths = fields.map(({ maxLength }) => maxLength).filter((length) => length > 0);
  const minimum = Math.max(0, ...fields.map(({ minLength }) => minLength));
  const first = (texts: string[]) => texts.find((text) => text !== '') ?? null;
  return {
    minLength: minimum > 0 ? minimum : null,
    maxLength: lengths.length > 0 ? Math.min(...lengths) : null,
    pattern: first(fields.map(({ pattern }) => pattern)),
    passwordRules: first(fields.map(({ passwordRules }) => passwordRules)),
    hints: fields.map(({ hints }) => hints).join('\n'),
  };
}

/** What the recipe's selectors find; null without a selector for the new password. */
async function recipeForm(page: Page, fields: readonly FoundField[], recipe: ChangeRecipe | undefined) {
  if (recipe?.next === undefined) return null;
  const [next, confirm, current] = await Promise.all(
    [recipe.next, recipe.confirm, recipe.current].map(async (selector) =>
      selector === undefined ? [] : visible(page, selector),
    ),
  );
  const [first] = next ?? [];
  if (first === undefined) return null;
  const again = confirm ?? [];
  const facts: FieldFacts[] = [];
  for (const { handle, facts: own } of fields) {
    if (await handle.evaluate(({ element }, other) => element === other.element, first).catch(() => false))
      facts.push(own);
  }
  return {
    current: current ?? [],
    next: [first, ...again.slice(0, 1)],
    code: [],
    names: [],
    rules: rulesOf(facts),
    score: 100,
    because: ['the recipe names its fields'],
    all: [...(next ?? []), ...again, ...(current ?? [])],
  };
}
