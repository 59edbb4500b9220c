import type { Locator } from 'playwright-core';
import { guardSending } from '@/lib/browser/form-target';
import { holding } from '@/lib/browser/held-element';
import {
  actAndRest,
  click,
  fillText,
  findElement,
  press,
  selectOption,
  waitUntilGone,
  waitUntilThere,
} from '@/lib/browser/page-acts';
import type { StepOf } from '@/lib/contract/workflow-step';
import { textWithVariables } from '@/lib/workflows/step-variables-policy';
import { look } from './element-condition';
import { explained } from './element-failure';
import type { StepContext } from './execute-step';
import { RunFailure } from './run-failure';

/** A text that is no secret, into a field. */
export function fillStep(context: StepContext, { selector, value = '' }: StepOf<'fill'>): Promise<void> {
  return explained(selector, async () => {
    const field = await findElement(context.page, selector);
    await fillText(field, textWithVariables(value, context.variables));
  });
}

export function clickStep(context: StepContext, { selector }: StepOf<'click'>): Promise<void> {
  return explained(selector, async () => {
    const element = await findElement(context.page, selector);
    await pressGuarded(context, element, () => click(element));
  });
}

export function selectStep(context: StepContext, { selector, value }: StepOf<'select'>): Promise<void> {
  return explained(selector, async () => {
    const element = await findElement(context.page, selector);
    const wanted = textWithVariables(value, context.variables);
    await actAndRest(context.page, context.deps.clock, () => selectOption(element, wanted));
  });
}

export function pressStep(
  context: StepContext,
  { selector = ':focus', key }: StepOf<'press'>,
): Promise<void> {
  return explained(selector, async () => {
    const element = await findElement(context.page, selector);
    await pressGuarded(context, element, () => press(element, key));
  });
}

export function waitForStep(context: StepContext, step: StepOf<'wait_for'>): Promise<void> {
  const { selector, gone = false, within_seconds } = step;
  const withinMs = within_seconds === undefined ? undefined : within_seconds * 1000;
  const wait = gone ? waitUntilGone : waitUntilThere;
  return explained(selector, () => wait(context.page, selector, withinMs));
}

/** Looks at what is there when the page has come to rest: what has yet to come is for `wait_for`. */
export async function assertStep(
  context: StepContext,
  { selector, text, gone }: StepOf<'assert'>,
): Promise<void> {
  const { variables, secrets } = context;
  const seen = await look(context, { selector, text, gone });
  if (seen.holds) return;
  if (gone === true) throw failed(`The page shows ${selector}, which it must not.`);
  const [first] = seen.shown;
  if (first === undefined) throw failed(`The page does not show ${selector}.`);
  const wanted = textWithVariables(text ?? '', variables);
  throw failed(`${selector} says “${secrets.scrub(first).slice(0, 100)}”, without “${wanted}”.`);
}

/** A form that holds a secret is sent nowhere else than where the secret may be typed. */
async function pressGuarded(
  { page, filled, deps }: StepContext,
  element: Locator,
  act: () => Promise<void>,
): Promise<void> {
  const handle = filled.pin && (await element.elementHandle());
  const sending = filled.pin && handle && (await guardSending(page, await holding(handle), filled.pin));
  await actAndRest(page, deps.clock, act);
  await sending?.assertSent();
}

function failed(message: string): RunFailure {
  return new RunFailure(
    'UNEXPECTED_UI_STATE',
    'ASSERTION_FAILED',
    message,
    'Look at the page, and correct the workflow or the site.',
  );
}
