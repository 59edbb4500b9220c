import type { Account } from './rotate-by-browser';

/** Software that no one here wrote, running on loopback with one account; or why it is not to be had. */
export type RealSite = { ok: true; account: Account; close(): Promise<void> } | { ok: false; reason: string };
