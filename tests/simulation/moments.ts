import type { ChosenChaos } from './chaos';
import type { Exhaustive } from './choices';
import type { Course } from './execution';

interface Moment {
  made: number;
  course: Course<ChosenChaos>;
}

/**
 * What executions share that differ in a late choice only: three quarters of what happens in them. The course of events
 * as it was before a step is kept, and taken up where the next execution has the same choices until then. Nothing is left
 * out: the same executions come about, with the same ends.
 */
export class Moments {
  readonly #kept: Moment[] = [];

  constructor(private readonly choices: Exhaustive) {}

  keep(course: Course<ChosenChaos>): void {
    // No choice will come that could be another in the next execution.
    if (course.chaos.isSpent) return;
    const { made } = this.choices;
    if (this.#kept.at(-1)?.made !== made) this.#kept.push({ made, course: copyOf(course) });
  }

  /** Where the execution that is about to begin leaves the one before; undefined for its start. */
  takeUp(): Course<ChosenChaos> | undefined {
    const index = this.#kept.findLastIndex(({ made }) => made <= this.choices.shared);
    const moment = this.#kept[index];
    if (!moment) return undefined;
    this.#kept.length = index + 1;
    this.choices.skipTo(moment.made);
    return copyOf(moment.course);
  }
}

function copyOf({ world, chaos, turns, turn }: Course<ChosenChaos>): Course<ChosenChaos> {
  const copy = world.copy();
  return {
    ...{ world: copy, chaos: chaos.copyFor(copy), turns },
    turn: turn && { ...turn, facts: { ...turn.facts } },
  };
}
