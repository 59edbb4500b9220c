import { elapsed } from '../setup/progress.mjs';
import { StatedError } from '../setup/stated-error.mjs';

/** Counts what passed and what failed, and goes on after a failure. */
export class Tally {
  passed = 0;
  failed = 0;
  #lines = [];
  #failures = [];
  #done = new Set();

  constructor(progress) {
    this.say = progress.say;
  }

  /** Whether the step of that name was run and passed. */
  has(name) {
    return this.#done.has(name);
  }

  /** Runs a step that counts one: passed unless it throws. */
  step(name, work) {
    return this.tests(name, async () => {
      await work();
      return { passed: 1, failed: 0 };
    });
  }

  /** Runs a step that counts as many as it says, and names what failed; one that throws counts one failure. */
  async tests(name, work) {
    this.say(`\n== ${name}`);
    const started = performance.now();
    let counts;
    try {
      counts = await work();
    } catch (error) {
      console.error(error instanceof StatedError ? error.message : error);
      counts = { passed: 0, failed: 1 };
    }
    this.#add(name, counts, elapsed(started));
  }

  leaveOut(name) {
    this.#add(name, { passed: 0, failed: 1 }, 'left out: the step it needs failed');
  }

  /** The steps, and then by name what failed in them: whoever keeps only the end of the output has to know it too. */
  summary() {
    return [...this.#lines, ...this.#failures].join('\n');
  }

  #add(name, { passed, failed, failures = [] }, note) {
    this.passed += passed;
    this.failed += failed;
    if (failed === 0) this.#done.add(name);
    this.#failures.push(...failures);
    this.#lines.push(
      `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed (${note})`,
    );
  }
}
