import { actAndRest, visibleTexts } from '@/lib/browser/page-acts';
import type { ElementCondition, StepCondition } from '@/lib/contract/workflow-step';
import { textWithVariables } from '@/lib/workflows/step-variables-policy';
import { explained } from './element-failure';
import type { StepContext } from './execute-step';

const LOOK_EVERY_MS = 250;

/** Whether something is so now, or comes true within its seconds. That it is not so is an answer and no failure. */
export async function holds(context: StepContext, condition: StepCondition): Promise<boolean> {
  if (!('value' in condition)) return (await look(context, condition)).holds;
  const value = textWithVariables(condition.value, context.variables);
  return condition.is === undefined
    ? value !== ''
    : value === textWithVariables(condition.is, context.variables);
}

/**
 * What the page shows of an element, and whether that is what was wanted. What is there already need not be waited for;
 * that something is not there is said of a page that has come to rest.
 */
export function look(
  context: StepContext,
  { selector, text = '', gone = false, within_seconds = 0 }: ElementCondition,
): Promise<{ holds: boolean; shown: string[] }> {
  const { page, variables, signal, deps } = context;
  const wanted = textWithVariables(text, variables);
  const until = deps.clock.now() + within_seconds * 1000;
  return explained(selector, async () => {
    const now = async () => {
      const shown = await visibleTexts(page, selector);
      return { shown, holds: shown.some((one) => one.includes(wanted)) !== gone };
    };
    const before = await now();
    if (before.holds && !gone) return before;
    await actAndRest(page, deps.clock, async () => {});
    for (;;) {
      const seen = await now();
      if (seen.holds || deps.clock.now() >= until) return seen;
      await deps.clock.sleep(LOOK_EVERY_MS, signal);
    }
  });
}
