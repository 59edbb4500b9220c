import { ERROR_CATEGORY_WORDS } from '@/app/_words/error-category';
import type { SignInCheckView } from '@/lib/contract/sign-in-check';

/** Tones are those of the state mark. */
export function checkMark(check: SignInCheckView): {
  tone: 'neutral' | 'running' | 'ok' | 'failed' | 'attention';
  label: string;
} {
  if (check.state === 'queued') return { tone: 'neutral', label: 'Waiting for a worker' };
  if (check.state === 'running') return { tone: 'running', label: 'Signing in' };
  if (check.signed_in === true) return { tone: 'ok', label: 'Signs in' };
  if (check.signed_in === false) return { tone: 'failed', label: 'Does not sign in' };
  return { tone: 'attention', label: 'Could not tell' };
}

/** What the check says, or what it is doing. */
export function checkSentence(check: SignInCheckView): string {
  if (check.state === 'queued') return 'The next free worker takes it.';
  if (check.state === 'running') return check.evidence.at(-1) ?? 'Starting a browser…';
  const words = check.message ?? '';
  return check.category && check.signed_in === null
    ? `${ERROR_CATEGORY_WORDS[check.category]}: ${words}`
    : words;
}

/** The check held the password back; a person may send it once more. */
export function wasWithheld(check: SignInCheckView): boolean {
  return check.code === 'REFUSED_LATELY' || check.code === 'LOCKED_LATELY';
}
