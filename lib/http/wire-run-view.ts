import { z } from 'zod';
import type { RunStatus, RunView } from '@/lib/contract/run';

/** A run as the CloudCruise client reads it; `status` is the name of the newest execution event. */
export const wireRun = z.object({
  session_id: z.uuid(),
  status: z.string(),
  workflow_id: z.uuid(),
  data: z.record(z.string(), z.unknown()),
  input_variables: z.record(z.string(), z.unknown()),
  errors: z.array(
    z.object({
      error_id: z.string(),
      message: z.string(),
      error_code: z.string(),
      llm_error_category: z.string(),
      created_at: z.string(),
      action_display_name: z.string().nullable(),
    }),
  ),
  session_retries: z.number().int(),
  encrypted_variables: z.array(z.string()),
  video_urls: z.array(z.unknown()),
  screenshot_urls: z.array(
    z.object({
      signed_screenshot_url: z.string(),
      node_display_name: z.string(),
      timestamp: z.string(),
      signed_screenshot_url_expires: z.string(),
      error_screenshot: z.boolean(),
      full_length_screenshot: z.boolean(),
    }),
  ),
  file_urls: z.array(z.unknown()),
});

const STATUS_EVENTS: Readonly<Record<RunStatus, string>> = {
  queued: 'execution.queued',
  running: 'execution.start',
  success: 'execution.success',
  failed: 'execution.failed',
  stopped: 'execution.stopped',
};

/**
 * We sign no addresses: a screenshot is read with the same `cc-key`, so its address does not expire by itself and
 * the "expires" that the client's type demands is the end of what it could mean.
 */
const NEVER = '9999-12-31T23:59:59.000Z';

export function presentWireRun(run: RunView, baseUrl: string): z.infer<typeof wireRun> {
  return {
    session_id: run.id,
    status: STATUS_EVENTS[run.status],
    workflow_id: run.workflow.id,
    data: run.data,
    input_variables: run.input_variables,
    errors: run.errors.map((error, index) => ({
      error_id: `${run.id}:${index}`,
      message: error.message,
      error_code: error.code,
      llm_error_category: error.category,
      created_at: error.at,
      action_display_name: error.step_index === null ? null : (run.steps[error.step_index]?.title ?? null),
    })),
    session_retries: Math.max(0, run.attempt - 1),
    encrypted_variables: [],
    video_urls: [],
    screenshot_urls: run.screenshots.map((screenshot) => ({
      signed_screenshot_url: new URL(screenshot.url, baseUrl).href,
      node_display_name: screenshot.name,
      timestamp: screenshot.created_at,
      signed_screenshot_url_expires: NEVER,
      error_screenshot: false,
      full_length_screenshot: false,
    })),
    file_urls: [],
  };
}
