import { stepTitle } from '@/lib/contract/step-title';
import type { PlacedStep, StepPart } from '@/lib/contract/step-tree';
import type { StepOf, WorkflowStep } from '@/lib/contract/workflow-step';
import { holds } from './element-condition';
import { executeStep, type StepContext } from './execute-step';
import { RunFailure } from './run-failure';
import type { DryRunEnd } from './step-effects-policy';

/** What goes beyond goes round in circles. */
const MOST_STEPS = 1_000;

type Surroundings = Omit<StepContext, 'index' | 'title' | 'passes'>;
/** What a step is carried out with, because of those that it is within. */
type Scope = Pick<StepContext, 'passes' | 'variables'>;

/**
 * Goes through the steps of a run in their order: into one way of a branch, again and again through a repeat.
 *
 * Promises: between any two steps and any two passes it looks whether the run is to stop; each step that begins is known
 * (`begun`) before it does anything. All that goes wrong is thrown, and `index` says where.
 */
export class StepWalk {
  readonly begun: WorkflowStep[] = [];
  /** Of the step that it is at. */
  index = 0;
  readonly #titles: readonly string[];

  constructor(
    private readonly surroundings: Surroundings,
    private readonly all: readonly PlacedStep[],
    /** Null unless the run is a dry run. */
    private readonly end: DryRunEnd | null,
  ) {
    this.#titles = all.map(({ step }) => stepTitle(step));
  }

  async go(): Promise<void> {
    const { variables } = this.surroundings;
    await this.#through(
      this.all.filter(({ depth }) => depth === 0),
      { passes: [], variables },
    );
  }

  /** False when a dry run has come to its end. */
  async #through(steps: readonly PlacedStep[], scope: Scope): Promise<boolean> {
    for (const placed of steps) {
      if (this.end?.isBefore(placed)) return false;
      const { index, step } = placed;
      this.#comeTo(placed);
      const { journal, deps } = this.surroundings;
      const { mostSteps = MOST_STEPS } = deps.runs;
      if (this.begun.push(step) > mostSteps) throw tooMany(mostSteps);
      await journal.stepBegins(index, this.#titles, scope.passes);
      const goesOn = await this.#carryOut(placed, scope);
      await journal.stepEnds(index, 'done');
      if (!goesOn) return false;
    }
    return true;
  }

  async #carryOut(placed: PlacedStep, scope: Scope): Promise<boolean> {
    const { step, index } = placed;
    const context = { ...this.surroundings, ...scope, index, title: this.#titles[index] ?? '' };
    if (step.action !== 'branch' && step.action !== 'repeat') {
      await executeStep(context, step);
      return true;
    }
    const goesOn =
      step.action === 'branch'
        ? await this.#branch(placed, step, context)
        : await this.#repeat(placed, step, context);
    this.end?.passed(placed);
    return goesOn;
  }

  async #branch(placed: PlacedStep, step: StepOf<'branch'>, context: StepContext): Promise<boolean> {
    const way: StepPart = (await holds(context, step.if)) ? 'steps' : 'else';
    await context.journal.note(placed.index, way === 'steps' ? 'It is so.' : 'It is not so.');
    return this.#through(
      placed.inner.filter(({ part }) => part === way),
      context,
    );
  }

  async #repeat(placed: PlacedStep, step: StepOf<'repeat'>, context: StepContext): Promise<boolean> {
    const { variables, journal } = context;
    const items = step.for_each === undefined ? null : listOf(variables.input[step.for_each]);
    const most = Math.min(step.at_most, items?.length ?? step.at_most);
    let pass = 0;
    let isOver = items !== null;
    while (pass < most) {
      this.#comeTo(placed);
      if (step.while && !(await holds(context, step.while))) {
        isOver = true;
        break;
      }
      const inner = items ? { ...variables, item: items[pass] } : variables;
      pass += 1;
      const scope = { passes: [...context.passes, pass], variables: inner };
      if (!(await this.#through(placed.inner, scope))) return false;
      this.end?.passed(placed);
      this.#comeTo(placed);
      if (step.until && (await holds(context, step.until))) {
        isOver = true;
        break;
      }
    }
    const passes = pass === 1 ? '1 pass' : `${pass} passes`;
    await journal.note(
      placed.index,
      isOver ? `${passes}.` : `${passes}: the most it may do, its condition has not ended it.`,
    );
    return true;
  }

  #comeTo({ index }: PlacedStep): void {
    this.index = index;
    this.surroundings.signal.throwIfAborted();
  }
}

/** Checked when the run was asked for: input-variables-policy.ts. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function tooMany(most: number): RunFailure {
  return new RunFailure(
    'UNEXPECTED_UI_STATE',
    'TOO_MANY_STEPS',
    `The run has carried out ${most} steps, and was ended.`,
    'Let its repeats go round less often, or divide the work among several runs.',
  );
}
