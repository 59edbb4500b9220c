import { setTimeout as delay } from 'node:timers/promises';
import { StatedError } from '../setup/stated-error.mjs';
import { startChild } from './child.mjs';
import { openLog } from './log-file.mjs';

export const LIMITS = {
  graceMs: 10_000,
  readyMs: 120_000,
  /** More crashes than this within the window mean that another restart will not help. */
  crashes: 5,
  crashWindowMs: 60_000,
  firstPauseMs: 500,
  longestPauseMs: 8_000,
};

/**
 * Keeps a set of processes running.
 *
 * Promise: a process that crashes is reported and started again, with growing pauses, until it is hopeless; `stop`
 * ends every process it started and waits for the end of each. It kills by the ids it was given at the start, never
 * by name. A process that ends before it was ready once fails the start: its own message says why.
 */
export class Supervisor {
  #services = new Map();
  #stopping;
  #fail;
  /** Resolves with the reason when a process cannot be kept running. */
  failed = new Promise((resolve) => {
    this.#fail = resolve;
  });

  constructor({ dataDir, say, limits = LIMITS }) {
    this.dataDir = dataDir;
    this.say = say;
    this.limits = limits;
  }

  /** Starts a service and resolves when it is ready. @param {{name: string, command: string[], env: NodeJS.ProcessEnv}} spec */
  async start(spec) {
    const service = {
      ...spec,
      log: openLog(this.dataDir, spec.name),
      crashes: [],
      pausing: false,
      restarts: Promise.resolve(),
    };
    this.#services.set(spec.name, service);
    const outcome = await this.#launch(service);
    if (outcome === 'ready') return;
    throw new StatedError(
      `The ${spec.name} ${outcome} before it was ready. Its last words are above and in ${service.log.path}.`,
    );
  }

  /** Ends a service in an orderly way and starts it again, with further variables. One restart at a time. */
  restart(name, env = {}) {
    const service = this.#services.get(name);
    if (service === undefined) return;
    service.env = { ...service.env, ...env };
    service.restarts = service.restarts.then(() => this.#restart(service));
    return service.restarts;
  }

  /** Ends all services at once; resolves when none is left. Calling it again waits for the same end. */
  stop() {
    this.#stopping ??= Promise.all([...this.#services.values()].map((service) => this.#end(service)));
    return this.#stopping;
  }

  /** For an operator who will not wait for the drain. */
  kill() {
    for (const { child } of this.#services.values()) child?.kill();
  }

  async #end(service) {
    await service.child?.stop(this.limits.graceMs);
    service.log.end();
  }

  async #launch(service) {
    if (this.#stopping) return 'was not started';
    const child = startChild({ ...service, onLine: (line) => this.#print(service, line) });
    service.child = child;
    const deadline = AbortSignal.timeout(this.limits.readyMs);
    const outcome = await Promise.race([child.settled, expiry(deadline)]);
    if (outcome === 'ready') {
      child.ended.then((how) => this.#onEnd(service, child, how));
      return outcome;
    }
    child.kill();
    return outcome;
  }

  async #restart(service) {
    // Between a crash and the next attempt there is nothing to end, and that attempt takes the new variables.
    if (this.#stopping || service.pausing) return;
    const { child } = service;
    service.expected = child;
    await child.stop(this.limits.graceMs);
    const outcome = await this.#launch(service);
    if (outcome !== 'ready') await this.#onEnd(service, service.child, outcome);
  }

  async #onEnd(service, child, how) {
    if (this.#stopping || service.expected === child) return;
    const { crashes, crashWindowMs, firstPauseMs, longestPauseMs } = this.limits;
    const now = Date.now();
    service.crashes = [...service.crashes.filter((at) => now - at < crashWindowMs), now];
    const count = service.crashes.length;
    if (count > crashes)
      return this.#fail(
        `The ${service.name} ${how}, for the ${count}th time within ${crashWindowMs / 1000} s`,
      );
    const pause = Math.min(firstPauseMs * 2 ** (count - 1), longestPauseMs);
    this.say(`The ${service.name} ${how}; starting it again in ${pause / 1000} s (${count} of ${crashes})`);
    service.pausing = true;
    await delay(pause);
    service.pausing = false;
    const outcome = await this.#launch(service);
    if (outcome === 'ready') this.say(`The ${service.name} is running again`);
    else await this.#onEnd(service, service.child, outcome);
  }

  #print(service, line) {
    this.say(`[${service.name}] ${line}`);
    service.log.write(`${line}\n`);
  }
}

function expiry(signal) {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('did not become ready in time'), { once: true });
  });
}
