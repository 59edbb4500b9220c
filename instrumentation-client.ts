import { setNonce } from 'get-nonce';
import { z } from 'zod';

/**
 * Runs in the browser before anything of ours does, which both of these need.
 *
 * Zod tries whether it may evaluate code, to check objects faster. It may not (lib/server/page-security-policy.ts), and
 * the attempt alone is a violation that the browser reports.
 */
z.config({ jitless: true });

/** Dialogs lock the page's scrolling with a style element (react-remove-scroll), which the policy takes with the nonce only. */
const nonce = document.querySelector('script[nonce]');
if (nonce instanceof HTMLScriptElement && nonce.nonce) setNonce(nonce.nonce);
