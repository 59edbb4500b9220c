import { z } from 'zod';

/** Every event name of the CloudCruise wire. Of pause, video and analysis see docs/api.md. */
export const RUN_EVENTS = [
  'execution.queued',
  'execution.start',
  'execution.step',
  'execution.pause',
  'execution.stopped',
  'execution.failed',
  'execution.success',
  'execution.requeued',
  'file.uploaded',
  'screenshot.uploaded',
  'video.uploaded',
  'interaction.waiting',
  'interaction.finished',
  'interaction.failed',
  'agent.error_analysis',
] as const;
export const runEventName = z.enum(RUN_EVENTS);
export type RunEventName = z.infer<typeof runEventName>;

/** After an hour an event is history: a client should not act on it any more. */
export const EVENT_LIFE_SECONDS = 3_600;

/** Times inside are seconds since the epoch. */
export const wireRunEvent = z.object({
  event: runEventName,
  payload: z.looseObject({ session_id: z.uuid(), workflow_id: z.uuid() }),
  timestamp: z.number().int(),
  expires_at: z.number().int(),
});
export type WireRunEvent = z.infer<typeof wireRunEvent>;

/** `data:` of a frame `event: run.event`; its `id:` is what `Last-Event-ID` may name after a reconnection. */
export const wireRunEventFrame = z.object({
  data: wireRunEvent,
  timestamp: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
