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

/** What the page shows of an element, after it has come to rest, and whether that is what was wanted. */
export function look(
  context: StepContext,
  { selector, text = '', gone = false, within_seconds = 0 }: ElementCondition,
): Promise<{ holds: boolean; shown: string[] }> {
  const { page, variables, signal, deps } = context;
  const wanted = textWithVariables(text, variables);
  const until = deps.clock.now() + within_seconds * 1000;
  return explained(selector, async () => {
    await actAndRest(page, deps.clock, async () => {});
    for (;;) {
      const shown = await visibleTexts(page, selector);
      const isThere = shown.some((one) => one.includes(wanted));
      if (isThere !== gone || deps.clock.now() >= until) return { holds: isThere !== gone, shown };
      await deps.clock.sleep(LOOK_EVERY_MS, signal);
    }
  });
}
