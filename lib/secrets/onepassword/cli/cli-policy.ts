export interface CliSurroundings {
  production: boolean;
  /** `LATCHKEY_ALLOW_OP_CLI=1`. */
  allowedByOperator: boolean;
}

export type CliPermission = { allowed: true } | { allowed: false; reason: string; nextStep: string };

/**
 * Whether connections may use the `op` command here. Pure.
 *
 * In production it is refused unless the operator says otherwise: each read starts a process, whoever may run code as
 * the server's user can read the token from that process's environment, and the signed-in account of a machine would
 * be open to every workspace.
 */
export function cliPermission({ production, allowedByOperator }: CliSurroundings): CliPermission {
  if (!production || allowedByOperator) return { allowed: true };
  return {
    allowed: false,
    reason:
      'The op command is meant for developer machines: in production it would open the account of this server to every workspace, and start a process for every read.',
    nextStep:
      'Connect with a service account token or a Connect server; an operator who accepts the risk sets LATCHKEY_ALLOW_OP_CLI=1.',
  };
}
