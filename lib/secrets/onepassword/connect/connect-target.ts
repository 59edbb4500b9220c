import { readTarget, type Target, type TargetPolicy } from '@/lib/net/target-policy';
import { TargetRefused } from '@/lib/net/target-refused';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/** Where a Connect server is: a target with a plain path in front of `/v1`. */
export interface ConnectTarget extends Omit<Target, 'path'> {
  /** Empty, or with a slash at its start and none at its end. */
  pathPrefix: string;
}

/** Throws `unsupported` for what is no address of a Connect server, or one that this server must not reach. */
export function readConnectTarget(baseUrl: string, policy: TargetPolicy): ConnectTarget {
  try {
    const { path, ...target } = readTarget(baseUrl, policy);
    const typed = baseUrl.trim().replace(/^https?:\/\/[^/?#]*/i, '');
    if (!/^(\/[a-z0-9._~-]+)*\/?$/i.test(typed) || /\/\.\.?(\/|$)/.test(typed)) {
      throw new TargetRefused('refused', 'The address may have a path of plain words, and no query.');
    }
    return { ...target, pathPrefix: path.replace(/\/$/, '') };
  } catch (error) {
    throw error instanceof TargetRefused ? refusedAddress(error) : error;
  }
}

export function refusedAddress({ kind, message }: TargetRefused): SecretProviderError {
  return kind === 'unresolved'
    ? new SecretProviderError('unavailable', 'The name of the Connect server cannot be looked up.', {
        nextStep: 'Check the address of the connection and the name resolution of this server.',
      })
    : new SecretProviderError('unsupported', message, {
        nextStep:
          'Use the https address of a Connect server; an operator can allow an internal one in CONNECT_ALLOWED_TARGETS.',
      });
}
