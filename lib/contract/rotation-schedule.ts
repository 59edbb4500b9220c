import { z } from 'zod';
import { pageQuery } from './paging';
import { rotationOutcome } from './rotation-state';

/** In minutes; a rotation needs a few, and has to have begun before the window closes. */
const SHORTEST_WINDOW = 30;

/** `22:30`, in the workspace's time zone. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as 22:30');

export const scheduleWindow = z.strictObject({
  from: timeOfDay,
  /** Earlier than `from`: on the next day. */
  to: timeOfDay,
  /** 1 is Monday. Left out or empty: every day. */
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).default([]),
});
export type ScheduleWindow = z.output<typeof scheduleWindow>;

export const saveSchedule = z.strictObject({
  every_days: z.number().int().min(1, 'At least one day').max(365, 'At most 365 days'),
  /** Null: at any time. */
  window: scheduleWindow
    .refine((window) => lengthOf(window) >= SHORTEST_WINDOW, {
      error: `A window is at least ${SHORTEST_WINDOW} minutes long`,
      path: ['to'],
    })
    .nullable()
    .default(null),
  paused: z.boolean().default(false),
  /** Also when the site asks for a new password at sign-in. */
  on_forced_change: z.boolean().default(false),
});
export type SaveSchedule = z.input<typeof saveSchedule>;

/** Minutes after midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

export function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function lengthOf({ from, to }: { from: string; to: string }): number {
  const minutes = minutesOf(to) - minutesOf(from);
  return minutes < 0 ? minutes + 24 * 60 : minutes;
}

export const rotationSchedule = z.object({
  entry_id: z.uuid(),
  entry: z.object({ permissioned_user_id: z.string(), domain: z.string() }),
  every_days: z.number().int(),
  window: z.object({ from: z.string(), to: z.string(), weekdays: z.array(z.number().int()) }).nullable(),
  paused: z.boolean(),
  on_forced_change: z.boolean(),
  time_zone: z.string(),
  /** By then the password should have been changed. */
  due_at: z.string(),
  /** When the next attempt begins; null while paused. */
  next_try_at: z.string().nullable(),
  /** The password should have been changed a day ago or more. */
  overdue: z.boolean(),
  /** Attempts since the last change that changed nothing. */
  misses: z.number().int(),
  last_rotation: z
    .object({
      id: z.uuid(),
      outcome: rotationOutcome.nullable(),
      message: z.string().nullable(),
      at: z.string(),
    })
    .nullable(),
});
export type RotationScheduleView = z.infer<typeof rotationSchedule>;

export const listSchedulesQuery = pageQuery.extend({
  /** Only those that are overdue, or only those that are not. */
  overdue: z.enum(['true', 'false']).optional(),
});

export const rotationSettings = z.object({
  /** An IANA name, in which windows are meant. */
  time_zone: z.string(),
  /** Items that nobody changed for so many days are rotated. Null: none are. */
  flag_after_days: z.number().int().nullable(),
  /** For entries without a schedule: rotate when the site asks for a new password at sign-in. */
  rotate_on_forced_change: z.boolean(),
});
export type RotationSettings = z.infer<typeof rotationSettings>;

export const saveRotationSettings = z.strictObject({
  time_zone: z.string().min(1).max(60).optional(),
  flag_after_days: z
    .number()
    .int()
    .min(7, 'At least 7 days')
    .max(3_650, 'At most ten years')
    .nullable()
    .optional(),
  rotate_on_forced_change: z.boolean().optional(),
});
export type SaveRotationSettings = z.input<typeof saveRotationSettings>;
