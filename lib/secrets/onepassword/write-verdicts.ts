import type { WriteAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export interface VerdictWords {
  /** What a person can do about a refusal. */
  refusedNextStep: string;
  unknown: { evidence: string; nextStep: string };
  /** What to keep in mind although writing is permitted. */
  permittedNextStep?: string;
  /** Whether the rights can change while the token stays the same; a refusal is then not remembered. */
  changeable: boolean;
}

/** What earlier writes have taught about each vault. */
export class WriteVerdicts {
  readonly #verdicts = new Map<string, WriteAccess>();
  readonly refused: WriteAccess;
  readonly #unknown: WriteAccess;

  constructor(private readonly words: VerdictWords) {
    const evidence = '1Password refused a write to this vault.';
    this.refused = { verdict: 'no', evidence, nextStep: words.refusedNextStep };
    this.#unknown = { verdict: 'unknown', ...words.unknown };
  }

  of(vaultId: string): WriteAccess {
    return this.#verdicts.get(vaultId) ?? this.#unknown;
  }

  /** Runs a write and remembers what it proved. */
  async learn<T>(vaultId: string, write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.#verdicts.set(vaultId, {
        verdict: 'yes',
        evidence: 'A write to this vault succeeded.',
        nextStep: this.words.permittedNextStep ?? null,
      });
      return result;
    } catch (error) {
      if (isRefusal(error)) this.#learnRefusal(vaultId);
      throw error;
    }
  }

  #learnRefusal(vaultId: string): void {
    if (this.words.changeable) this.#verdicts.delete(vaultId);
    else this.#verdicts.set(vaultId, this.refused);
  }
}

export function isRefusal(error: unknown): boolean {
  return error instanceof SecretProviderError && error.kind === 'forbidden';
}
