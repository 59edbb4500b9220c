import { plural } from '@/app/_words/plural';
import type { RotationCounts } from '@/lib/contract/rotation';

/** What is going on with passwords that are changed by themselves, the most pressing thing first. */
export function rotationsSentence(counts: RotationCounts): string {
  const { needs_you, under_way, overdue, scheduled, done, problem } = counts;
  const parts = [
    needs_you > 0 ? `${plural(needs_you, 'rotation')} ${needs_you === 1 ? 'needs' : 'need'} you` : null,
    under_way > 0 ? `${under_way} under way` : null,
    overdue > 0 ? `${overdue} overdue` : null,
    scheduled > 0 ? `${scheduled} scheduled` : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return `${parts.join(', ')}.`;
  if (done + problem > 0) return `Nothing waits. ${plural(done, 'password')} changed within thirty days.`;
  return 'No password is changed by itself yet. Open an entry to rotate or schedule it.';
}
