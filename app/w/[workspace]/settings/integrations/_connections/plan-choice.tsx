'use client';

import { ChoiceCards } from '@/app/_ui/choice-cards';
import { PROVIDER_PLAN_CHOICES, PROVIDER_PLAN_REASON } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

export interface PlanChoiceProps {
  value: SecretProviderView['plan'];
  onChange: (plan: SecretProviderView['plan']) => void;
  error?: string | undefined;
}

export function PlanChoice({ value, onChange, error }: PlanChoiceProps) {
  return (
    <div className="flex flex-col gap-1">
      <ChoiceCards
        legend="Plan of the 1Password account"
        columns={2}
        choices={PROVIDER_PLAN_CHOICES}
        value={value}
        onChange={onChange}
        error={error}
      />
      <p className="text-sm text-muted">{PROVIDER_PLAN_REASON}</p>
    </div>
  );
}
