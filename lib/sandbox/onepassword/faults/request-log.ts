import type { Backend } from './backend';

export interface LoggedRequest {
  at: string;
  backend: Backend;
  /** Null before the account is known: an unknown e-mail address, a session that is gone, a token of nobody. */
  account: string | null;
  /** "OP" for a call of the command line. */
  method: string;
  /** Without the query; it never carries a secret. For the command line its words, as in "item get". */
  path: string;
  /** 0 when the connection was cut instead of answered. For the command line its exit code. */
  status: number;
  /** Of the command line: all arguments, and the names of the environment variables that it was given. */
  argv?: string[];
  environment?: string[];
}

const KEPT = 1000;

/** The latest requests to the stand-in, for tests that count calls and for people who wonder what was asked. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  entries(): LoggedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}
