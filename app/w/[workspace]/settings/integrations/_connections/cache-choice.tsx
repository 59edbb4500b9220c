'use client';

import { ChoiceCards } from '@/app/_ui/choice-cards';
import { CACHE_CHOICES } from '@/app/_words/cache-duration';

export interface CacheChoiceProps {
  value: number;
  onChange: (seconds: number) => void;
}

export function CacheChoice({ value, onChange }: CacheChoiceProps) {
  return (
    <ChoiceCards
      legend="Cache duration for usernames and passwords"
      columns={2}
      choices={CACHE_CHOICES.map((choice) => ({
        value: String(choice.seconds),
        label: choice.label,
        description: choice.consequence,
      }))}
      value={String(value)}
      onChange={(seconds) => onChange(Number(seconds))}
    />
  );
}
