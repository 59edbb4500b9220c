import { Problem } from '@/lib/contract/problem';

/** Zero as it stands in JSON (an even number of backslashes before it would make it plain text) and in an address. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000|%00|\0/;
/** Half of a pair, as JSON can write it: a high one without its low one, or a low one alone. */
const LONE_HALF =
  /(?<!\\)(?:\\\\)*(?:\\u[dD][89aAbB][\dA-Fa-f]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89aAbB][\dA-Fa-f]{2})\\u[dD][c-fC-F])/;
/** What a decoder puts where bytes are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/**
 * Throws for text that would not be kept as it was sent. PostgreSQL's text cannot hold NUL, so a value with one could only
 * fail later, where it is nobody's fault. Bytes that are no UTF-8 (a spreadsheet's CSV in the code page of its machine)
 * and halves of a pair would be replaced without a word: of two users, one could become the other.
 */
export function refuseUnfitText(text: string): void {
  if ((text.includes('0000') || text.includes('%00') || text.includes('\0')) && NUL.test(text)) {
    throw unfit('Text must not hold the character NUL (U+0000).');
  }
  if (text.includes(REPLACEMENT)) {
    throw unfit(
      'The text is not UTF-8 throughout, or holds the character U+FFFD.',
      'Save or send it as UTF-8.',
    );
  }
  if (/\\u[dD][89a-fA-F]/.test(text) && LONE_HALF.test(text)) {
    throw unfit('The text holds half of a surrogate pair, which is no character.');
  }
}

function unfit(message: string, hint?: string): Problem {
  return new Problem('validation_failed', { message, ...(hint === undefined ? {} : { hint }) });
}
