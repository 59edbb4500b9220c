import type { BrowserContext } from 'playwright-core';

/** Where Latchkey is and how to open what it answers. What is left out comes from the environment, then from a file. */
export interface LatchkeyOptions {
  /** `LATCHKEY_URL`: https, or http on this machine. */
  url?: string | undefined;
  /** `LATCHKEY_API_KEY`, or the path of a file with it in `LATCHKEY_API_KEY_FILE`. Needs the scope secrets:resolve. */
  key?: string | undefined;
  /** `LATCHKEY_ENCRYPTION_KEY` or `…_FILE`: the workspace's API encryption key, 64 hex digits. */
  encryptionKey?: string | undefined;
  /** `LATCHKEY_CONFIG`; by default `~/.config/latchkey/config.json`. Must not be readable by others. */
  configFile?: string | undefined;
  /** `LATCHKEY_ALLOW_HTTP=1`: send the key over plain http to another machine. For a private network only. */
  allowHttp?: boolean | undefined;
}

/** By user id, by `user@domain`, or by the entry's id. */
export type EntryName =
  | string
  | { user: string; domain?: string | undefined }
  | {
      /** The entry's UUID. */
      id: string;
    };

export interface SignInPageOptions {
  /** Where the sign-in form is; by default the page as it is, or the entry's site when the page is elsewhere. */
  url?: string | undefined;
  /** For the whole sign-in, a wait for the next one-time code included; 120,000 by default. */
  timeoutMs?: number | undefined;
  /** Selectors for a site whose form is not found by itself. */
  recipe?: SignInSelectors | undefined;
  /**
   * What to do about a running trace, which would keep the password: `refuse` (the default) throws and says how to go
   * on; `pause` stops the trace and starts a new one after the sign-in. A HAR or a video cannot be paused and is
   * always refused.
   */
  recording?: 'refuse' | 'pause' | undefined;
  /** Where a paused trace leaves what it held so far; without it that part is thrown away. */
  keepTraceAt?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Told, in fixed words, what is seen and done. */
  onStep?: ((line: string) => void) | undefined;
}

export interface SignInSelectors {
  username?: string | undefined;
  password?: string | undefined;
  code?: string | undefined;
  submit?: string | undefined;
  /** Visible when, and only when, the sign-in worked. */
  success?: string | undefined;
}

export interface SignedIn {
  /** What was seen and done, in fixed words. */
  evidence: readonly string[];
}

/** Cookies and local storage of a signed-in context, as `browser.newContext({ storageState })` takes them. */
export type SessionState = Awaited<ReturnType<BrowserContext['storageState']>>;
