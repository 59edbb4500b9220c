import type { Clock } from '@/lib/kernel/clock';
import type { WriteAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { ConnectClaims } from './connect-token';

/** The bits that 1Password's SDK exports under these names; tokens of Connect carry the same. */
const UPDATE_ITEMS = 64;
const READ_ITEMS = 32;

/** An administrator may change what the Connect server itself may do, without any new token. */
const REFUSAL_REMEMBERED_MS = 300_000;

const NEW_TOKEN_STEP =
  'Create a token with write access to this vault for the Connect server and replace the token here.';

/**
 * What the token may do in each vault: what it says about itself, corrected by what the server did. Its word is a
 * ceiling, because the server's own access can be less; so a refused write counts more than the claim, for a while.
 */
export class WriteVerdicts {
  readonly #refusedUntil = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  of(claims: ConnectClaims, vaultId: string): WriteAccess {
    if (this.clock.now() < (this.#refusedUntil.get(vaultId) ?? 0)) {
      const evidence = 'The Connect server refused a write to this vault.';
      return { verdict: 'no', evidence, nextStep: `${NEW_TOKEN_STEP} Check the access of the server, too.` };
    }
    return claimed(claims, vaultId);
  }

  /** Runs a write and remembers what it proved. */
  async learn<T>(vaultId: string, write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.#refusedUntil.delete(vaultId);
      return result;
    } catch (error) {
      if (error instanceof SecretProviderError && error.kind === 'forbidden') {
        this.#refusedUntil.set(vaultId, this.clock.now() + REFUSAL_REMEMBERED_MS);
      }
      throw error;
    }
  }
}

export function mayRead({ vaults }: ConnectClaims, vaultId: string): boolean {
  return vaults === null || ((vaults.get(vaultId) ?? 0) & READ_ITEMS) !== 0;
}

function claimed({ vaults }: ConnectClaims, vaultId: string): WriteAccess {
  if (vaults === null) {
    return {
      verdict: 'unknown',
      evidence: 'The token does not say what it may write.',
      nextStep: 'Run the write check, which changes nothing, or let the first change prove it.',
    };
  }
  const bits = vaults.get(vaultId);
  if (bits === undefined) {
    return { verdict: 'no', evidence: 'The token does not name this vault.', nextStep: NEW_TOKEN_STEP };
  }
  return (bits & UPDATE_ITEMS) !== 0
    ? { verdict: 'yes', evidence: 'The token says that it may edit items of this vault.', nextStep: null }
    : {
        verdict: 'no',
        evidence: 'The token says that it may only read this vault.',
        nextStep: NEW_TOKEN_STEP,
      };
}
