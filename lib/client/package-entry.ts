/** What the package exports. Inside this repository the files themselves are imported. */
export { LatchkeyError, SignInError } from './errors';
export { type Latchkey, latchkey } from './latchkey';
export type {
  EntryName,
  LatchkeyOptions,
  SessionState,
  SignedIn,
  SignInPageOptions,
  SignInSelectors,
} from './options';
