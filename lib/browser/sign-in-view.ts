import type { Page } from 'playwright-core';
import type { Secret } from '@/lib/kernel/secret';
import { bearsName } from './account-name';
import { within } from './bounded';
import { type FoundSignIn, findFields } from './find-fields';
import type { NetworkWatch } from './network-watch';
import type { OriginPin } from './origin-policy';
import { type PageFacts, readPageFacts } from './page-facts';
import { messageIn, offersPasskey, offersSignOut, signInControl } from './page-text-policy';
import type { SignInRecipe } from './sign-in-recipe';
import type { SignInView } from './sign-in-state';

export interface ViewSources {
  page: Page;
  pin: OriginPin;
  recipe: SignInRecipe;
  network: NetworkWatch;
  username: Secret;
  /** A form was sent, so that the recipe's mark of success may be shown from now on. */
  sent: boolean;
  /** What the page said when a form was last sent: advice that stood there before says nothing about the answer. */
  saidBefore: ReadonlySet<string>;
}

export interface Look {
  view: SignInView;
  /** What was judged is what gets filled; null when the page could not be looked at. The caller disposes of it. */
  found: FoundSignIn | null;
  /** Every line the page shows, alerts included. */
  lines: readonly string[];
}

/** Fewer letters are a counter, a clock or a close button. */
const SHORTEST_COMPLAINT = 8;
const LONGEST_COMPLAINT = 300;

const LOOK_MILLISECONDS = 10_000;

/** Looks at the page once. A page that cannot be looked at counts as loading. */
export async function readView(sources: ViewSources): Promise<Look> {
  const { page, network } = sources;
  const before = network.documents;
  const [found, facts, success] = await within(LOOK_MILLISECONDS, 'looking at the page', look(sources)).catch(
    () => [null, null, null] as const,
  );
  const view: SignInView = {
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
    ...textOf(facts, sources),
  };
  return { view, found, lines: facts === null ? [] : [...facts.lines, ...facts.alerts] };
}

/** A mark of success that is awaited is looked for first: where it is shown, nothing else decides (sign-in-machine.ts). */
async function look({ page, pin, recipe, sent }: ViewSources) {
  const mark = recipeSuccess(page, recipe);
  if (sent && (await mark) === true) return [null, null, true] as const;
  return Promise.all([findFields(page, pin, recipe), readPageFacts(page, pin), mark]);
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
    changeForm: found?.changeForm ?? false,
    captchaField: found?.captcha ?? false,
    invalidField: found?.invalid ?? false,
    refusedOrigin: found?.refused ?? null,
  };
}

function textOf(facts: PageFacts | null, { username, saidBefore, network }: ViewSources) {
  const fresh = (lines: readonly string[]) => lines.filter((line) => !saidBefore.has(line));
  const news = facts === null ? [] : fresh([...facts.alerts, ...facts.lines]);
  return {
    alert: facts === null ? null : messageIn(fresh(facts.alerts)),
    news: messageIn(news),
    complaint: news.some((line) => line.length >= SHORTEST_COMPLAINT && line.length <= LONGEST_COMPLAINT),
    text: facts === null ? null : messageIn(facts.lines),
    signOut: facts !== null && offersSignOut(facts),
    signInControl: facts !== null && signInControl(facts) !== null,
    passkey: facts !== null && offersPasskey(facts),
    captcha: facts?.captcha ?? false,
    httpChallenge: network.challenge,
    namesAccount: facts !== null && bearsName(facts.lines.join('\n'), username),
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
