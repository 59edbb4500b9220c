import type { Page } from 'playwright-core';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { within } from './bounded';
import { type FoundSignIn, findFields } from './find-fields';
import type { NetworkWatch } from './network-watch';
import type { OriginPin } from './origin-policy';
import { type PageFacts, readPageFacts } from './page-facts';
import { messageIn, offersSignOut, signInControl } from './page-text-policy';
import type { SignInView } from './sign-in-machine';
import type { SignInRecipe } from './sign-in-recipe';

export interface ViewSources {
  page: Page;
  pin: OriginPin;
  recipe: SignInRecipe;
  network: NetworkWatch;
  username: SecretSet;
}

const LOOK_MILLISECONDS = 5_000;

/** Looks at the page once. A page that cannot be looked at counts as loading. */
export async function readView(sources: ViewSources): Promise<SignInView> {
  const { page, pin, recipe, network } = sources;
  const before = network.documents;
  const looking = Promise.all([
    findFields(page, pin, recipe),
    readPageFacts(page, pin),
    recipeSuccess(page, recipe),
  ]);
  const [found, facts, success] = await within(LOOK_MILLISECONDS, 'looking at the page', looking).catch(
    () => [null, null, null] as const,
  );
  await found?.dispose();
  return {
    address: addressOf(page.url()),
    httpStatus: network.status,
    networkFailure: network.failure,
    sentStatus: network.sentStatus,
    documents: network.documents,
    busy: network.busy,
    recipeSuccess: success,
    documentOnItsWay: network.loading,
    // A document that came while looking makes a mixture of old and new, from which nothing follows.
    loading: facts === null || facts.loading || network.documents !== before,
    ...fieldsOf(found),
    ...textOf(facts, sources.username),
  };
}

/** Says whether two looks saw the same page. Requests in the background come and go without changing it. */
export function signatureOf(view: SignInView): string {
  return JSON.stringify({ ...view, busy: null, sentStatus: null, documentOnItsWay: null });
}

function fieldsOf(found: FoundSignIn | null) {
  return {
    username: found !== null && found.username !== null,
    password: found !== null && found.password !== null,
    codeFields: found?.code.length ?? 0,
    newPasswords: found?.newPasswords ?? 0,
    invalidField: found?.invalid ?? false,
    refusedOrigin: found?.refused ?? null,
  };
}

function textOf(facts: PageFacts | null, username: SecretSet) {
  return {
    alert: facts === null ? null : messageIn(facts.alerts),
    text: facts === null ? null : messageIn(facts.text),
    signOut: facts !== null && offersSignOut(facts),
    signInControl: facts !== null && signInControl(facts) !== null,
    namesAccount: facts !== null && username.appearsIn(facts.text),
  };
}

async function recipeSuccess(page: Page, recipe: SignInRecipe): Promise<boolean | null> {
  if (recipe.success === undefined) return null;
  return page.locator(recipe.success).first().isVisible();
}

/** Query and fragment may hold tokens; evidence must not. */
function addressOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
