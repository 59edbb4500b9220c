import type { Page } from 'playwright-core';
import { CERTAIN_SCORE, chooseChangeForms } from './change-form-policy';
import { readFields } from './field-facts';
import { chooseFields } from './field-policy';
import { type HeldElement, holding } from './held-element';
import type { OriginPin } from './origin-policy';
import type { SignInRecipe } from './sign-in-recipe';

/** The fields of a sign-in that a person would see right now. */
export interface FoundSignIn {
  username: HeldElement | null;
  password: HeldElement | null;
  code: HeldElement[];
  newPasswords: number;
  /** The page has a form that changes a password, not one that registers someone. */
  changeForm: boolean;
  /** A captcha to be typed stands beside the password. */
  captcha: boolean;
  /** A field of this sign-in is marked as invalid. */
  invalid: boolean;
  refused: string | null;
  dispose(): Promise<void>;
}

/**
 * Finds username, password and code without selectors; a recipe's selectors go before. Handles, not locators: what
 * was judged is what gets filled, even if the page adds a field in between.
 */
export async function findFields(
  page: Page,
  pin: OriginPin,
  recipe: SignInRecipe = {},
): Promise<FoundSignIn> {
  const found = await readFields(page, pin);
  const chosen = chooseFields(found.fields.map(({ facts }) => facts));
  const at = (place: number | null) => (place === null ? null : (found.fields[place]?.handle ?? null));
  const own = {
    username: recipe.username === undefined ? [] : await visible(page, recipe.username),
    password: recipe.password === undefined ? [] : await visible(page, recipe.password),
    code: recipe.code === undefined ? [] : await visible(page, recipe.code),
  };
  const places = [chosen.username, chosen.password, ...chosen.code];
  return {
    username: recipe.username === undefined ? at(chosen.username) : (own.username[0] ?? null),
    password: recipe.password === undefined ? at(chosen.password) : (own.password[0] ?? null),
    code: recipe.code === undefined ? chosen.code.flatMap((place) => at(place) ?? []) : own.code,
    newPasswords: recipe.password === undefined ? chosen.newPasswords : 0,
    changeForm: (chooseChangeForms(found.fields.map(({ facts }) => facts))[0]?.score ?? 0) >= CERTAIN_SCORE,
    captcha: chosen.captcha,
    invalid: places.some((place) => place !== null && found.fields[place]?.facts.invalid === true),
    refused: found.refused,
    dispose: async () => {
      await found.dispose();
      const handles = [...own.username, ...own.password, ...own.code];
      await Promise.all(handles.map((handle) => handle.dispose().catch(() => {})));
    },
  };
}

/** Those that a person sees. */
export async function visible(page: Page, selector: string): Promise<HeldElement[]> {
  const handles = await page.$$(selector);
  const seen = await Promise.all(handles.map((handle) => handle.isVisible().catch(() => false)));
  const held = await Promise.all(handles.filter((_handle, place) => seen[place] === true).map(holding));
  await Promise.all(handles.map((handle) => handle.dispose().catch(() => {})));
  return held;
}
