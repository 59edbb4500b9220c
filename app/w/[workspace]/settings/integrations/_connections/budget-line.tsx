import { StateMark } from '@/app/_ui/state-mark';
import { budgetLine, budgetState } from '@/app/_words/rate-budget';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** This hour's reads in a line; a mark when something runs low. */
export function BudgetLine({ budget }: { budget: SecretProviderView['budget'] }) {
  const state = budget ? budgetState(budget) : 'plenty';
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {budgetLine(budget)}
      {state === 'low' ? <StateMark tone="attention">Running low</StateMark> : null}
      {state === 'used_up' ? <StateMark tone="failed">Used up</StateMark> : null}
    </span>
  );
}
