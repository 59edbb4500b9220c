/**
 * What can be said of a token while it is typed; the server decides.
 *
 * A service account token is `ops_` and base64url of a JSON object, several hundred characters long: facts of the
 * official SDK's tokens. A Connect token is a JWT: three base64url parts, the first of which begins with `eyJ`.
 */
export type TokenShape = { kind: 'empty' } | { kind: 'plausible' } | { kind: 'wrong'; message: string };
export type TokenKind = 'service_account' | 'connect';

const SHORTEST_TOKEN = 100;

/** White space and line breaks from the clipboard or a wrapped terminal line are no part of a token. */
export function trimToken(text: string): string {
  return text.replace(/[\s\u200b]+/g, '');
}

export function tokenShape(text: string, kind: TokenKind = 'service_account'): TokenShape {
  const token = trimToken(text);
  if (token === '') return { kind: 'empty' };
  return kind === 'connect' ? connectShape(token) : serviceAccountShape(token);
}

function serviceAccountShape(token: string): TokenShape {
  if (!token.startsWith('ops_')) {
    return 'ops_'.startsWith(token)
      ? wrong('The token goes on after “ops_”. Paste all of it.')
      : wrong(notAServiceAccount(token));
  }
  if (!/^ops_[A-Za-z0-9_-]*=*$/.test(token)) return wrong(FOREIGN_CHARACTERS);
  if (token.length < SHORTEST_TOKEN) {
    return wrong('The token is not complete. Copy all of it, from “ops_” to the end.');
  }
  return { kind: 'plausible' };
}

function connectShape(token: string): TokenShape {
  if (!token.startsWith('eyJ')) {
    return 'eyJ'.startsWith(token)
      ? wrong('The token goes on after “eyJ”. Paste all of it.')
      : wrong(notAConnectToken(token));
  }
  if (!/^[A-Za-z0-9_.-]*$/.test(token)) return wrong(FOREIGN_CHARACTERS);
  const parts = token.split('.');
  if (parts.length > 3) return wrong('A Connect token has three parts between dots; this has more.');
  if (parts.length < 3 || parts.includes('') || token.length < SHORTEST_TOKEN) {
    return wrong('The token is not complete. It has three parts with dots between them; copy all of it.');
  }
  return { kind: 'plausible' };
}

const FOREIGN_CHARACTERS = 'The token holds characters that no token has. Copy it again.';
const SECRET_KEY = 'This is a Secret Key of a person’s account. Never paste it anywhere;';

function wrong(message: string): TokenShape {
  return { kind: 'wrong', message };
}

function notAServiceAccount(token: string): string {
  if (token.startsWith('eyJ')) {
    return 'This looks like a token of a Connect server. Choose the mode “Connect server” for it, or paste a service account token, which starts with “ops_”.';
  }
  if (/^A3-/.test(token)) return `${SECRET_KEY} a service account token starts with “ops_”.`;
  return 'A service account token starts with “ops_”.';
}

function notAConnectToken(token: string): string {
  if (token.startsWith('ops_')) {
    return 'This looks like a service account token. Choose the mode “Service account” for it, or paste the token of the Connect server, which starts with “eyJ”.';
  }
  if (/^A3-/.test(token)) return `${SECRET_KEY} a Connect token starts with “eyJ”.`;
  if (/^Bearer/i.test(token)) return 'Paste the token alone, without “Bearer” in front of it.';
  return 'The token of a Connect server starts with “eyJ”.';
}
