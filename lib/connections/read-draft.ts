import type { z } from 'zod';
import { type FieldError, Problem } from '@/lib/contract/problem';
import type { connectSecretProvider } from '@/lib/contract/secret-provider';
import { assertNever } from '@/lib/kernel/assert';
import type { Secret } from '@/lib/kernel/secret';
import { readCaCertificates } from '@/lib/secrets/onepassword/connect/ca-certificate';
import { readConnectTarget } from '@/lib/secrets/onepassword/connect/connect-target';
import { inspectConnectToken } from '@/lib/secrets/onepassword/connect/connect-token';
import { readTokenFrom, TokenSourceError } from '@/lib/secrets/onepassword/connect/token-source';
import { assertHostAllowed } from '@/lib/secrets/onepassword/service-account/allowed-hosts';
import { inspectServiceAccountToken } from '@/lib/secrets/onepassword/service-account/token';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { connectionSettings } from './connection-settings';
import { type ProviderDraft, type ProviderSurroundings, refuseForbiddenCli } from './provider-factory';

type Input = z.output<typeof connectSecretProvider>;

/**
 * Everything about a new connection that can be judged without asking anyone: shape of the token, where it or the
 * address points, whether the mode is allowed here. A forged token or address would otherwise make this server send
 * requests to a host of someone's choice.
 */
export function readDraft(input: Input, surroundings: ProviderSurroundings): ProviderDraft {
  refuseSurplus(input);
  const { plan, mode } = input;
  switch (mode) {
    case 'service_account':
      return {
        mode,
        settings: connectionSettings.parse({ plan }),
        token: readServiceAccountToken(input.token ?? '', surroundings),
      };
    case 'connect':
      return connectDraft(input, surroundings);
    case 'cli':
      return cliDraft(input, surroundings);
    default:
      return assertNever(mode);
  }
}

/** A field of another mode means that the form and the choice disagree; dropping it silently would hide that. */
function refuseSurplus({ mode, base_url, ca_pem, token_env, account }: Input): void {
  const surplus = {
    ...(mode === 'connect' ? {} : { base_url, ca_pem, token_env }),
    ...(mode === 'cli' ? {} : { account }),
  };
  const fields = Object.entries(surplus)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([field]) => ({ field, message: 'Does not belong to this way of connecting' }));
  if (fields.length > 0) throw invalid(fields);
}

function invalid(fields: FieldError[]): Problem {
  return new Problem('validation_failed', {
    message: 'Some fields of the connection need another look.',
    fields,
  });
}

export function readServiceAccountToken(text: string, surroundings: ProviderSurroundings): Secret {
  const inspected = inspectServiceAccountToken(text);
  if (!inspected.ok) throw malformedToken(inspected);
  try {
    assertHostAllowed(inspected.signInAddress, surroundings.allowedTokenHosts);
  } catch (error) {
    throw atField(error, 'token_host_refused', 'token', 'Points to a host that is not allowed');
  }
  return inspected.token;
}

export function readConnectToken(text: string): Secret {
  const inspected = inspectConnectToken(text);
  if (!inspected.ok) throw malformedToken(inspected);
  return inspected.token;
}

function malformedToken({ message, hint }: { message: string; hint: string }): Problem {
  return new Problem('token_malformed', { message, hint, fields: [{ field: 'token', message }] });
}

function connectDraft(input: Input, surroundings: ProviderSurroundings): ProviderDraft {
  const { base_url = '', ca_pem = '', token_env, token = '', plan } = input;
  if (!base_url) throw invalid([{ field: 'base_url', message: 'Give the address of the Connect server' }]);
  try {
    readConnectTarget(base_url, surroundings.connectTargets);
  } catch (error) {
    throw atField(error, 'address_refused', 'base_url', 'Not an address this server may reach');
  }
  if (ca_pem) {
    try {
      readCaCertificates(ca_pem);
    } catch {
      throw invalid([{ field: 'ca_pem', message: 'Not a certificate in PEM form' }]);
    }
  }
  const settings = connectionSettings.parse({
    baseUrl: base_url,
    caPem: ca_pem || null,
    tokenEnv: token_env ?? null,
    plan,
  });
  if (token_env && token) {
    throw invalid([{ field: 'token_env', message: 'Give a token or a variable, not both' }]);
  }
  if (!token_env) return { mode: 'connect', settings, token: readConnectToken(token) };
  try {
    readTokenFrom({ env: token_env }).read();
  } catch (error) {
    if (!(error instanceof TokenSourceError)) throw error;
    throw invalid([{ field: 'token_env', message: error.message }]);
  }
  return { mode: 'connect', settings, token: null };
}

function cliDraft(input: Input, surroundings: ProviderSurroundings): ProviderDraft {
  refuseForbiddenCli(surroundings.cli);
  const { account = '', token = '', plan } = input;
  if (account && token)
    throw invalid([{ field: 'account', message: 'Give an account or a token, not both' }]);
  if (!account && !token)
    throw invalid([{ field: 'account', message: 'Give a signed-in account or a token' }]);
  return {
    mode: 'cli',
    settings: connectionSettings.parse({ account: account || null, plan }),
    token: token ? readServiceAccountToken(token, surroundings) : null,
  };
}

function atField(
  error: unknown,
  code: 'token_host_refused' | 'address_refused',
  field: string,
  message: string,
) {
  if (!(error instanceof SecretProviderError)) return error;
  return new Problem(code, { message: error.message, hint: error.nextStep, fields: [{ field, message }] });
}
