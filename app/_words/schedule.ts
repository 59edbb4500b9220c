import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import { plural } from './plural';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const WEEKDAYS = DAYS.map((label, index) => ({ value: index + 1, label }));

/** "Every 30 days, 22:00 to 04:00 on Sat, Sun (Europe/Berlin)" */
export function scheduleWords({ every_days, window, time_zone }: RotationScheduleView): string {
  const often = every_days === 1 ? 'Every day' : `Every ${plural(every_days, 'day')}`;
  if (!window) return `${often}, at any time`;
  const days = window.weekdays.length === 0 ? '' : ` on ${window.weekdays.map(dayLabel).join(', ')}`;
  return `${often}, ${window.from} to ${window.to}${days} (${time_zone})`;
}

function dayLabel(day: number): string {
  return DAYS[day - 1] ?? '';
}
