import { Problem } from '@/lib/contract/problem';

/** Deeper than any body the product takes; thousands of levels would overflow the stack of whoever walks them. */
export const MAX_JSON_DEPTH = 40;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Throws `json_too_deep`. Looks at brackets outside of strings only; whether it is JSON at all is the parser's to say. */
export function refuseDeepJson(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    if (depth > MAX_JSON_DEPTH) {
      throw new Problem('json_too_deep', {
        message: `The body is nested more than ${MAX_JSON_DEPTH} levels deep.`,
      });
    }
  }
}
