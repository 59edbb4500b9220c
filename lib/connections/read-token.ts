import { Problem } from '@/lib/contract/problem';
import type { Secret } from '@/lib/kernel/secret';
import { assertHostAllowed } from '@/lib/secrets/onepassword/service-account/allowed-hosts';
import { inspectServiceAccountToken } from '@/lib/secrets/onepassword/service-account/token';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/** Shape first, then where it points: a forged token would make this server send requests to a host of its choice. */
export function readToken(text: string, allowedHosts: readonly string[]): Secret {
  const inspected = inspectServiceAccountToken(text);
  if (!inspected.ok) {
    throw new Problem('token_malformed', {
      message: inspected.message,
      hint: inspected.hint,
      fields: [{ field: 'token', message: inspected.message }],
    });
  }
  try {
    assertHostAllowed(inspected.signInAddress, allowedHosts);
  } catch (error) {
    if (!(error instanceof SecretProviderError)) throw error;
    throw new Problem('token_host_refused', {
      message: error.message,
      hint: error.nextStep,
      fields: [{ field: 'token', message: 'Points to a host that is not allowed' }],
    });
  }
  return inspected.token;
}
