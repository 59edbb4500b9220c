import type { Backend } from './backend';

export interface Fault {
  /** Absent means any. */
  backend?: Backend | undefined;
  /** Matched against "METHOD /path" without the query, or "OP item get"; absent means every request. */
  route?: RegExp | undefined;
  /** Waits before answering, or before the status or the cut below. */
  delayMs: number;
  /** Lets the request take its effect first, so that only the answer is lost or wrong. */
  afterEffect: boolean;
  status?: number | undefined;
  /** Instead of the text that belongs to the status. */
  message?: string | undefined;
  /** Cuts the connection without an answer; an `op` process dies of SIGKILL. */
  destroy: boolean;
  /** What an `op` process prints and ends with instead of its own answer. */
  output?: { stdout: string; stderr: string; exitCode: number } | undefined;
  times: number;
}

/** Scripted failures, used up in the order they were added. */
export class Faults {
  #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  take(backend: Backend, request: string): Fault | undefined {
    const fault = this.#faults.find(
      (one) =>
        (one.backend === undefined || one.backend === backend) &&
        (one.route === undefined || one.route.test(request)),
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#faults = this.#faults.filter((candidate) => candidate !== fault);
    return fault;
  }

  pending(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#faults = [];
  }
}
