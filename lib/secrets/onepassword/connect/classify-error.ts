import { z } from 'zod';
import { TargetRefused } from '@/lib/net/target-refused';
import type { SecretProviderErrorKind } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { refusedAddress } from './connect-target';

/** An answer that is not what was asked for. */
export interface Refusal {
  status: number;
  /** The JSON of the answer; undefined when it was none. */
  body: unknown;
  /** Seconds or a date, as the header has it. */
  retryAfter?: string | undefined;
}

/** What the Connect client throws. `waitMs` is how long the server asked to be left alone. */
export class ConnectFailure extends SecretProviderError {
  constructor(
    kind: SecretProviderErrorKind,
    message: string,
    details: { nextStep?: string; retryable?: boolean } = {},
    readonly waitMs: number | null = null,
  ) {
    super(kind, message, details);
  }
}

interface Rule {
  status: number;
  /** Absent: any text, as long as it is Connect that speaks. */
  pattern?: RegExp;
  kind: SecretProviderErrorKind;
  message: string;
  nextStep?: string;
}

/** Every refusal of Connect has this form. What has another comes from something that stands in front of it. */
const refusalSchema = z.object({ status: z.number(), message: z.string() });

/**
 * Turns an answer into a closed kind and a sentence of our own. The first rule that fits decides.
 *
 * Promise: what is unknown is `unavailable`. It is never `not_found`, because that verdict makes people unbind a login
 * that is still there; so a 404 counts only when Connect itself names an item, vault or file.
 */
export function classifyRefusal(refusal: Refusal): ConnectFailure {
  const parsed = refusalSchema.safeParse(refusal.body);
  const text = parsed.success ? parsed.data.message : undefined;
  const rule = RULES.find(
    ({ status, pattern }) =>
      status === refusal.status && text !== undefined && (pattern === undefined || pattern.test(text)),
  );
  const { kind, message, nextStep } = rule ?? withoutRule(refusal.status);
  return new ConnectFailure(
    kind,
    message,
    {
      ...(nextStep === undefined ? {} : { nextStep }),
      ...(isRedirect(refusal.status) ? { retryable: false } : {}),
    },
    waitOf(refusal.retryAfter),
  );
}

/** By the code of a socket, DNS, TLS or parser error. Its text is not looked at, it may quote addresses. */
export function classifyTransportError(error: unknown): SecretProviderError {
  if (error instanceof SecretProviderError) return error;
  if (error instanceof TargetRefused) return refusedAddress(error);
  const code = codeOf(error);
  if (code === 'ETIMEDOUT')
    return new ConnectFailure('timeout', 'The Connect server did not answer in time.');
  if (code.startsWith('HPE_')) {
    return new ConnectFailure('malformed', 'The answer of the Connect server is not HTTP.', {
      nextStep: CHECK_ADDRESS,
    });
  }
  if (CERTIFICATE.test(code)) {
    return new ConnectFailure('unavailable', 'The certificate of the Connect server is not trusted.', {
      retryable: false,
      nextStep:
        'Add the certificate of its authority to the connection, or give the server one for the name in its address.',
    });
  }
  if (TLS.test(code)) {
    return new ConnectFailure('unavailable', 'No secure connection to the Connect server could be made.', {
      retryable: false,
      nextStep: 'Check that its address is an https address and that it offers TLS 1.2 or later.',
    });
  }
  return new ConnectFailure('unavailable', 'The Connect server could not be reached.', {
    nextStep: 'Check that the Connect server runs and that this server can reach its address.',
  });
}

const CHECK_ADDRESS =
  'Check that the address of the connection is that of the Connect server, without /v1 at its end.';
const REPLACE_TOKEN =
  'Create a new access token for the Connect server and replace it here; the logins bound to it stay bound.';
const GRANT_ACCESS =
  'Give the Connect server access to the vault in 1Password, and use a token that includes the vault.';
const GRANT_WRITE =
  'Create a token with write access to this vault for the Connect server and replace the token here.';
const OVERLOADED = 'The Connect server has an outage or is overloaded.';

const RULES: readonly Rule[] = [
  {
    // Servers of 2021.
    status: 401,
    pattern: /does not have write access/,
    kind: 'forbidden',
    message: 'The token is not permitted to write to the vault.',
    nextStep: GRANT_WRITE,
  },
  {
    status: 401,
    kind: 'unauthorised',
    message: 'The Connect server does not accept the token: it is revoked, expired or of another server.',
    nextStep: REPLACE_TOKEN,
  },
  {
    status: 403,
    pattern: /permission to perform (create|update|delete)/,
    kind: 'forbidden',
    message: 'The token is not permitted to write to the vault.',
    nextStep: GRANT_WRITE,
  },
  {
    status: 403,
    pattern: /Authorization|not in scope/,
    kind: 'forbidden',
    message: 'The token does not have access to the vault.',
    nextStep: GRANT_ACCESS,
  },
  {
    status: 404,
    pattern: /^item \S+ not found/,
    kind: 'not_found',
    message: 'The item is not there, or its vault is not shared with the token.',
  },
  {
    status: 404,
    pattern: /^vault \S+ not found/,
    kind: 'not_found',
    message: 'The vault is not there, or it is not shared with the token.',
  },
  { status: 404, pattern: /^file \S+ not found/, kind: 'not_found', message: 'The file is not there.' },
  {
    status: 400,
    pattern: /^The item doesn't have a/,
    kind: 'conflict',
    message: 'A field that was to be written is no longer in the item.',
  },
  { status: 400, kind: 'malformed', message: 'The Connect server refused the request as malformed.' },
  { status: 409, kind: 'conflict', message: 'The vault or the item changed during the write.' },
  { status: 413, kind: 'malformed', message: 'The item is too large for the Connect server to show.' },
  // Seen from servers that lost a race between two writes.
  {
    status: 500,
    pattern: /conflict/i,
    kind: 'conflict',
    message: 'The vault or the item changed during the write.',
  },
];

/** By status alone: not Connect's words, but those of a proxy, or of a page that is no Connect server at all. */
function withoutRule(status: number): Omit<Rule, 'status'> {
  if (status === 429)
    return { kind: 'rate_limited', message: 'Something in front of Connect limits the requests.' };
  if (status === 504) return { kind: 'timeout', message: 'The Connect server did not answer in time.' };
  if (status >= 500) return { kind: 'unavailable', message: OVERLOADED };
  if (isRedirect(status)) {
    const message = 'The address answers with a redirect, which is not followed.';
    return { kind: 'unavailable', message, nextStep: CHECK_ADDRESS };
  }
  const message = 'The address does not answer like a Connect server.';
  return { kind: 'unavailable', message, nextStep: CHECK_ADDRESS };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** OpenSSL's verification results, in Node's spelling. */
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
const TLS = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function waitOf(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
}
