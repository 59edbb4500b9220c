import type { SecretProviderView } from '@/lib/contract/secret-provider';

type Budget = NonNullable<SecretProviderView['budget']>;
export type BudgetMeter = Budget['hour'];

export const NO_LIMIT_WORDS = 'This backend has no limit.';

/** From here on a meter asks for attention. */
const LOW_SHARE = 0.8;

const figures = new Intl.NumberFormat('en');

/** "420 of 1,000" */
export function usedWords({ used, limit }: BudgetMeter): string {
  return `${figures.format(used)} of ${figures.format(limit)}`;
}

export type MeterState = 'plenty' | 'low' | 'used_up';

export function meterState({ used, limit }: BudgetMeter): MeterState {
  if (used >= limit) return 'used_up';
  return used >= limit * LOW_SHARE ? 'low' : 'plenty';
}

/** The meters of a budget with their names, the tightest facts first. */
export function metersOf(budget: Budget): Array<{ name: string; meter: BudgetMeter }> {
  return [
    { name: 'Reads this hour', meter: budget.hour },
    ...(budget.hourly_writes ? [{ name: 'Writes this hour', meter: budget.hourly_writes }] : []),
    ...(budget.day ? [{ name: 'Reads and writes today', meter: budget.day }] : []),
  ];
}

/** One line for a card: this hour's reads, and whatever else is short. */
export function budgetLine(budget: SecretProviderView['budget']): string {
  if (!budget) return 'No rate limit';
  const short = metersOf(budget)
    .slice(1)
    .filter(({ meter }) => meterState(meter) !== 'plenty')
    .map(({ name, meter }) => `${name.toLowerCase()}: ${usedWords(meter)}`);
  return [`${usedWords(budget.hour)} reads this hour`, ...short].join('; ');
}

/** The worst of its meters. */
export function budgetState(budget: Budget): MeterState {
  const states = metersOf(budget).map(({ meter }) => meterState(meter));
  if (states.includes('used_up')) return 'used_up';
  return states.includes('low') ? 'low' : 'plenty';
}
