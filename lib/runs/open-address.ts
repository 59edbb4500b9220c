import { fillVariables } from '@/lib/workflows/step-variables-policy';
import type { StepContext } from './execute-step';
import { nextStepFor, RunFailure } from './run-failure';

/** A page that has not begun to show after this long is not coming. */
const PAGE_MS = 20_000;

export async function openAddress(context: StepContext, template: string): Promise<void> {
  const { pageMs = PAGE_MS } = context.deps.runs;
  const address = webAddress(fillVariables(template, context.variables));
  const response = await context.page
    .goto(address, { waitUntil: 'domcontentloaded', timeout: pageMs })
    .catch((error: unknown) => {
      throw loadFailure(error, new URL(address).host, pageMs);
    });
  const status = response?.status() ?? 200;
  await context.journal.note(context.index, `The site answered with status ${status}.`);
  if (status === 404 || status === 410) {
    throw failure('PAGE_NOT_FOUND', 'PAGE_NOT_FOUND', `The site has no page at this address (${status}).`);
  }
  if (status === 503)
    throw failure('SERVICE_UNAVAILABLE', 'DOWN', 'The site says that it is not available (503).');
  if (status >= 500) throw failure('UPSTREAM_ERROR', 'SERVER_ERROR', `The site failed (${status}).`);
}

/** Other schemes would let a workflow read this machine's files or run script in a signed-in page. */
function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw failure('UNEXPECTED_UI_STATE', 'ADDRESS_REFUSED', 'The address of the step is not a web address.');
}

/** Chromium's own names of network errors are the only part of the text that is used. */
function loadFailure(error: unknown, host: string, pageMs: number): RunFailure {
  const text = error instanceof Error ? error.message : '';
  const code = /net::ERR_[A-Z_]+/.exec(text)?.[0];
  if (code)
    return failure('SERVICE_UNAVAILABLE', 'SITE_UNREACHABLE', `${host} could not be reached (${code}).`);
  return failure(
    'SERVICE_UNAVAILABLE',
    'PAGE_TIMEOUT',
    `${host} did not show the page within ${pageMs / 1000} seconds.`,
  );
}

function failure(category: RunFailure['category'], code: string, message: string): RunFailure {
  return new RunFailure(category, code, message, nextStepFor(code));
}
