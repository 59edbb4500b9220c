import type { Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import { findFields } from './find-fields';
import type { OriginPin } from './origin-policy';
import { readPageFacts } from './page-facts';
import { offersSignOut, saysSessionIsOver, signInControl } from './page-text-policy';
import { guardRecording } from './recording-guard';
import { openPage } from './sign-in-acts';
import { openBeside, type ProbedPlace, sightOf, strangersSight } from './sign-in-probe';
import type { SignInRecipe } from './sign-in-recipe';

export interface Resumption {
  /** Where a sign-in would begin; null: at the page as it is. */
  start: string | null;
  /** Where the page stood when the session was kept, or else where it may be seen whether one is signed in. */
  places: readonly string[];
  pin: OriginPin;
  recipe: SignInRecipe;
  clock: Clock;
  signal: AbortSignal;
}

const OPEN_MS = 15_000;
const LOOK_MS = 6_000;

/**
 * Whether the session that was put into the page's context is one that the site still takes. True only by evidence: the
 * success mark of a recipe, a control to sign out without a form to sign in, or a page that a stranger is shown the form
 * for. That there is no form is never enough.
 *
 * Then the page stands where it did after the sign-in, as far as that is known. Otherwise it is empty where a sign-in opens
 * an address of its own, and else as it was: a page that steps have led to is not left for a session that is over.
 */
export async function resumeSession(page: Page, resumption: Resumption): Promise<boolean> {
  guardRecording(page.context());
  const { start, places } = resumption;
  if (start === null) return resumeAsItIs(page, resumption);
  for (const place of places) if (await isOpenAt(page, place, resumption)) return true;
  await openPage(page, 'about:blank', OPEN_MS);
  return false;
}

async function resumeAsItIs(page: Page, resumption: Resumption): Promise<boolean> {
  if (await isOpenHere(page, resumption)) return true;
  for (const place of resumption.places) {
    if (await isOpenBeside(page, place, resumption)) return isOpenAt(page, place, resumption);
  }
  return false;
}

async function isOpenBeside(page: Page, url: string, resumption: Resumption): Promise<boolean> {
  const beside = await openBeside(page, url);
  if (beside === null) return false;
  try {
    return await isOpenHere(beside, resumption);
  } finally {
    await beside.close().catch(() => {});
  }
}

async function isOpenAt(page: Page, url: string, resumption: Resumption): Promise<boolean> {
  await openPage(page, url, OPEN_MS);
  return isOpenHere(page, resumption);
}

async function isOpenHere(page: Page, resumption: Resumption): Promise<boolean> {
  const { recipe, pin, signal } = resumption;
  signal.throwIfAborted();
  const sight = await sightOf(page, placeOf(page, resumption));
  if (recipe.success !== undefined) {
    const mark = page.locator(recipe.success).first();
    return mark.isVisible().catch(() => false);
  }
  if (sight === 'form' || sight === 'other') return false;
  const found = await findFields(page, pin, recipe);
  await found.dispose();
  if (found.username !== null || found.password !== null || found.code.length > 0) return false;
  const facts = await readPageFacts(page, pin);
  if (signInControl(facts) !== null) return false;
  // Some sites have the control on every page, hidden until it is needed.
  const controls = facts.controls.filter(({ visible }) => visible);
  if (offersSignOut({ ...facts, controls })) return true;
  if (saysSessionIsOver(facts.lines)) return false;
  return (await strangersSight(page, page.url(), placeOf(page, resumption))) === 'form';
}

/** `formUrl` is the page's own: a control to sign out beside a form for a password proves nothing. */
function placeOf(page: Page, { pin, clock, signal }: Resumption): ProbedPlace {
  return { formUrl: page.url(), signOutSaysNothing: false, pin, clock, timeoutMs: LOOK_MS, signal };
}
