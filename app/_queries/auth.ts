import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { ApiProblem } from './api-problem';

export interface Credentials {
  email: string;
  password: string;
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: Credentials) => authRequest('/api/auth/sign-in/email', body),
  });
}

export function useSignUp() {
  return useMutation({
    mutationFn: (body: Credentials & { name: string }) => authRequest('/api/auth/sign-up/email', body),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => authRequest('/api/auth/sign-out', {}) });
}

/** Better Auth answers with its own error body, `{code, message}`; the codes people meet get our words. */
async function authRequest(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response?.ok) return;
  const code = response ? await authErrorCode(response) : 'NETWORK';
  const words = AUTH_ERRORS.find(({ pattern }) => pattern.test(code)) ?? OTHER_AUTH_ERROR;
  throw new ApiProblem({
    code: code.toLowerCase(),
    status: response?.status ?? 0,
    message: words.message,
    ...('hint' in words ? { hint: words.hint } : {}),
    ...('field' in words ? { fields: [{ field: words.field, message: words.message }] } : {}),
  });
}

const authErrorBody = z.object({ code: z.string() });

async function authErrorCode(response: Response): Promise<string> {
  if (response.status === 429) return 'TOO_MANY_REQUESTS';
  const parsed = authErrorBody.safeParse(await response.json().catch(() => null));
  return parsed.success ? parsed.data.code : `HTTP_${response.status}`;
}

/** Codes of better-auth, packages/core/src/error/codes.ts. */
const AUTH_ERRORS = [
  { pattern: /^INVALID_EMAIL_OR_PASSWORD$/, message: 'The e-mail address or the password is not right.' },
  {
    pattern: /^USER_ALREADY_EXISTS/,
    message: 'There is already an account with this e-mail address.',
    hint: 'Sign in instead.',
    field: 'email',
  },
  { pattern: /^INVALID_EMAIL$/, message: 'That is not an e-mail address.', field: 'email' },
  { pattern: /^PASSWORD_TOO_SHORT$/, message: 'Use at least 12 characters.', field: 'password' },
  { pattern: /^PASSWORD_TOO_LONG$/, message: 'Use at most 128 characters.', field: 'password' },
  {
    pattern: /^TOO_MANY_REQUESTS$/,
    message: 'Too many tries in a short time.',
    hint: 'Wait a minute, then try again.',
  },
  {
    pattern: /SIGN_?UP.*DISABLED/,
    message: 'New accounts are closed on this installation.',
    hint: 'Ask whoever runs it for an invitation.',
  },
  {
    pattern: /^(INVALID_ORIGIN|MISSING_OR_NULL_ORIGIN)$/,
    message: 'This address is not the one Latchkey was set up for.',
    hint: 'Open it by its own address, or have that address added to the installation.',
  },
  {
    pattern: /^NETWORK$/,
    message: 'Latchkey could not be reached.',
    hint: 'Check your connection, then try again.',
  },
] as const;

const OTHER_AUTH_ERROR = { message: 'That did not work.', hint: 'Try again in a moment.' } as const;
