import type { RunArtifactView, RunView } from '@/lib/contract/run';
import type { WireRun } from '@/lib/contract/wire-run';
import type { EndedRun } from './run-view';

/**
 * What of a run is the same in `GET /run/{id}` and in the event that ends it. Pure.
 *
 * We sign no addresses: files and pictures are read with the same `cc-key`, so what their addresses say of an end is
 * when they are deleted.
 */
export function wireResult(run: EndedRun, baseUrl: string) {
  return {
    session_id: run.id,
    workflow_id: run.workflow.id,
    data: run.data,
    input_variables: { ...run.input_variables, ...aliasesOf(run) },
    vault_entries: vaultEntriesOf(run),
    errors: wireErrors(run),
    encrypted_variables: [],
    file_urls: run.files.map((file) => wireFile(file, baseUrl)),
  } satisfies Partial<WireRun>;
}

export function presentWireRun(run: RunView, status: string, baseUrl: string): WireRun {
  return {
    ...wireResult(run, baseUrl),
    status,
    session_retries: Math.max(0, run.attempt - 1),
    video_urls: [],
    screenshot_urls: run.screenshots.map((picture) => wireScreenshot(picture, baseUrl)),
  };
}

export function wireFile(file: RunArtifactView, baseUrl: string) {
  return {
    signed_file_url: new URL(file.url, baseUrl).href,
    file_name: file.name,
    timestamp: file.created_at,
    signed_file_url_expires: file.expires_at,
    metadata: {},
  };
}

export function wireScreenshot(picture: RunArtifactView, baseUrl: string) {
  return {
    signed_screenshot_url: new URL(picture.url, baseUrl).href,
    node_display_name: picture.name,
    timestamp: picture.created_at,
    signed_screenshot_url_expires: picture.expires_at,
    error_screenshot: false,
    full_length_screenshot: false,
    retry_index: 0,
  };
}

/** As the caller gave them: aliases are input variables on the wire. */
function aliasesOf({ credentials }: EndedRun): Record<string, string | string[]> {
  return Object.fromEntries(
    credentials.map(({ alias, permissioned_user_id, chosen_from }) => [
      alias,
      chosen_from.length > 0 ? chosen_from : permissioned_user_id,
    ]),
  );
}

function vaultEntriesOf(run: EndedRun): WireRun['vault_entries'] {
  return Object.fromEntries(
    run.credentials.map(({ alias, entry_id: id, permissioned_user_id, domain }) => [
      alias,
      { id, permissioned_user_id, domain },
    ]),
  );
}

/** `llm_error_category` is the wire's name for it; ours comes from rules, no model has a say. */
function wireErrors(run: EndedRun): WireRun['errors'] {
  return run.errors.map((error, index) => {
    const step = error.step_index === null ? undefined : run.steps[error.step_index];
    return {
      error_id: `${run.id}:${index}`,
      message: `${error.message} ${error.next_step}`.trim(),
      error_code: error.code,
      llm_error_category: error.category,
      created_at: error.at,
      action_type: step?.action.toUpperCase() ?? null,
      action_display_name: step?.title ?? null,
      original_error: null,
    };
  });
}
