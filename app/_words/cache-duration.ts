import { CACHE_DURATIONS } from '@/lib/contract/secret-provider';

export type CacheDuration = (typeof CACHE_DURATIONS)[number];

const WORDS: Record<CacheDuration, { label: string; consequence: string }> = {
  0: {
    label: 'Off',
    consequence: 'Every run reads 1Password. Nothing is kept here; uses the most of your rate limit.',
  },
  300: {
    label: '5 minutes',
    consequence: 'A changed password reaches runs within 5 minutes. Runs close together share one read.',
  },
  3600: {
    label: '1 hour',
    consequence:
      'Few reads. A changed password reaches runs within an hour, or at once when you clear the cache.',
  },
  86400: {
    label: '24 hours',
    consequence: 'The fewest reads, and runs go on through a 1Password outage. Changes can take a day.',
  },
};

export const CACHE_CHOICES = CACHE_DURATIONS.map((seconds) => ({ seconds, ...WORDS[seconds] }));

export function cacheDurationWords(seconds: number): string {
  const known = CACHE_CHOICES.find((choice) => choice.seconds === seconds);
  if (known) return known.label;
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
