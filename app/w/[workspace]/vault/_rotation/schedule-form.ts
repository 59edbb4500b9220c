import { z } from 'zod';
import type { RotationScheduleView, SaveSchedule } from '@/lib/contract/rotation-schedule';

/** What is typed; the server judges windows and limits, and says so at the field. */
export const scheduleForm = z.object({
  every_days: z.string().regex(/^\d+$/, 'A whole number of days'),
  windowed: z.boolean(),
  from: z.string(),
  to: z.string(),
  weekdays: z.array(z.number()),
  on_forced_change: z.boolean(),
  paused: z.boolean(),
});
export type ScheduleValues = z.infer<typeof scheduleForm>;

export function valuesOf(schedule: RotationScheduleView | null): ScheduleValues {
  return {
    every_days: String(schedule?.every_days ?? 30),
    windowed: schedule?.window != null,
    from: schedule?.window?.from ?? '22:00',
    to: schedule?.window?.to ?? '04:00',
    weekdays: schedule?.window?.weekdays ?? [],
    on_forced_change: schedule?.on_forced_change ?? false,
    paused: schedule?.paused ?? false,
  };
}

export function toBody(values: ScheduleValues): SaveSchedule {
  const { every_days, windowed, from, to, weekdays, ...rest } = values;
  return {
    ...rest,
    every_days: Number(every_days),
    window: windowed ? { from, to, weekdays } : null,
  };
}

/** The server's name of a field is a path; the form is flat. */
export function fieldOf(path: string): string {
  return path.replace(/^window\./, '').replace(/\.\d+$/, '');
}
