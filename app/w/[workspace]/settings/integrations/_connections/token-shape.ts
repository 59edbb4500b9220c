/**
 * What can be said of a service account token while it is typed; the server decides. `ops_` and base64url of a JSON
 * object: facts of the official SDK's tokens, which also say that real ones are several hundred characters long.
 */
export type TokenShape = { kind: 'empty' } | { kind: 'plausible' } | { kind: 'wrong'; message: string };

const SHORTEST_TOKEN = 100;

/** White space and line breaks from the clipboard or a wrapped terminal line are no part of a token. */
export function trimToken(text: string): string {
  return text.replace(/\s+/g, '');
}

export function tokenShape(text: string): TokenShape {
  const token = trimToken(text);
  if (token === '') return { kind: 'empty' };
  if (!token.startsWith('ops_')) {
    return 'ops_'.startsWith(token)
      ? wrong('The token goes on after “ops_”. Paste all of it.')
      : wrong(prefixWords(token));
  }
  if (!/^ops_[A-Za-z0-9_-]*=*$/.test(token)) {
    return wrong('The token holds characters that no token has. Copy it again.');
  }
  if (token.length < SHORTEST_TOKEN) {
    return wrong('The token is not complete. Copy all of it, from “ops_” to the end.');
  }
  return { kind: 'plausible' };
}

function wrong(message: string): TokenShape {
  return { kind: 'wrong', message };
}

function prefixWords(token: string): string {
  if (token.startsWith('eyJ')) {
    return 'This looks like a token of a Connect server. Here a service account token is needed, which starts with “ops_”.';
  }
  if (/^A3-/.test(token)) {
    return 'This is a Secret Key of a person’s account. Never paste it anywhere; a service account token starts with “ops_”.';
  }
  return 'A service account token starts with “ops_”.';
}
