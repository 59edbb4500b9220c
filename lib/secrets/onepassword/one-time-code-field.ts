import type { Clock } from '@/lib/kernel/clock';
import type { OneTimePassword } from '@/lib/secrets/provider';
import type { FieldReference } from '@/lib/secrets/secret-reference';
import { formatFieldReference } from '@/lib/secrets/secret-reference';
import { periodOf, readCodeOf } from './one-time-code';

/**
 * The code of a field that is named by a reference, for backends that resolve references by themselves: they tell the code
 * and nothing of its period, which what the field holds does. That is read once; of it only the period is remembered.
 */
export class CodeFields {
  readonly #periods = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly resolve: (reference: FieldReference, signal: AbortSignal | undefined) => Promise<string>,
  ) {}

  async read(reference: FieldReference, signal: AbortSignal | undefined): Promise<OneTimePassword> {
    const { attribute: _, ...field } = reference;
    const name = formatFieldReference(field);
    const periodSeconds = this.#periods.get(name) ?? periodOf(await this.resolve(field, signal));
    this.#periods.set(name, periodSeconds);
    const coded: FieldReference = { ...field, attribute: 'otp' };
    return readCodeOf(async () => ({ code: await this.resolve(coded, signal), periodSeconds }), this.clock);
  }
}
