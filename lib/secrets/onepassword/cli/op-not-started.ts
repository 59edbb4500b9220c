import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

const INSTALL =
  'Install the 1Password CLI 2 (https://developer.1password.com/docs/cli/get-started) on the machine that runs Latchkey, or set OP_PATH to the full path of op.';

/** The command is not there or may not be run. The message names the kind of failure, never the path's contents. */
export class OpNotStarted extends SecretProviderError {
  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const [message, nextStep] = sentences(code);
    super('unavailable', message, { nextStep, retryable: code === 'EAGAIN' || code === 'EMFILE' });
  }
}

function sentences(code: string): [message: string, nextStep: string] {
  switch (code) {
    case 'ENOENT':
      return ['The 1Password command op was not found on this server.', INSTALL];
    case 'EACCES':
      return [
        'The 1Password command op may not be run by this server.',
        'Make the file executable for the user that Latchkey runs as, or set OP_PATH to another one.',
      ];
    default:
      return ['The 1Password command op could not be started.', INSTALL];
  }
}
