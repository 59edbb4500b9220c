import type { BrowserContext, ElementHandle, Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';

/** Something records the page, and a secret is about to be, or still is, on it. */
export class RecordingActiveError extends Error {
  override readonly name = 'RecordingActiveError';
}

interface Recording {
  tracing: boolean;
  har: boolean;
  readonly screencasts: Set<Page>;
  readonly filled: Set<ElementHandle<Element>>;
}

const recordings = new WeakMap<BrowserContext, Recording>();

/**
 * Watches what records a context and keeps it apart from secrets, in both directions: a secret is not typed while a
 * recording runs, and a recording does not start while a filled field is on a page.
 *
 * A Playwright trace writes the value of every input, `type=password` included, and the body of the sign-in request;
 * pausing it (`stopChunk`) does not help, and a HAR has the body in every mode (seen with playwright-core 1.65).
 * Call it where the context is made; `assertNotRecording` does it otherwise.
 */
export function guardRecording(context: BrowserContext): void {
  if (recordings.has(context)) return;
  const recording: Recording = {
    ...alreadyRecording(context),
    screencasts: new Set(),
    filled: new Set(),
  };
  recordings.set(context, recording);
  guardTracing(context, recording);
  for (const page of context.pages()) guardScreencast(page, recording);
  context.on('page', (page) => guardScreencast(page, recording));
}

export function assertNotRecording(page: Page): void {
  const context = page.context();
  guardRecording(context);
  const recording = recordings.get(context);
  const active = [
    recording?.tracing === true && 'a trace',
    recording?.har === true && 'a HAR',
    recording?.screencasts.has(page) === true && 'a screencast',
    page.video() !== null && 'a video',
  ].filter((name) => name !== false);
  if (active.length > 0) {
    throw new RecordingActiveError(`${active.join(' and ')} is being recorded; no secret is typed meanwhile`);
  }
}

/** Remembers a field that holds a secret, so that no recording starts while it is on the page. */
export function noteFilled(page: Page, field: ElementHandle<Element>): void {
  recordings.get(page.context())?.filled.add(field);
}

/**
 * What began before the guard came. Private members, for want of public ones: the version is pinned, and a test
 * fails should they be renamed.
 */
function alreadyRecording(context: BrowserContext): { tracing: boolean; har: boolean } {
  const inner = z
    .object({ _isTracing: z.boolean(), _harRecorders: z.map(z.string(), z.unknown()) })
    .safeParse({
      _isTracing: Reflect.get(context.tracing, '_isTracing'),
      _harRecorders: Reflect.get(context.tracing, '_harRecorders'),
    });
  if (!inner.success)
    throw new RecordingActiveError('it cannot be told whether this context is being recorded');
  return { tracing: inner.data._isTracing, har: inner.data._harRecorders.size > 0 };
}

function guardTracing(context: BrowserContext, recording: Recording): void {
  const { tracing } = context;
  const inner = {
    start: tracing.start.bind(tracing),
    stop: tracing.stop.bind(tracing),
    startHar: tracing.startHar.bind(tracing),
    stopHar: tracing.stopHar.bind(tracing),
  };
  tracing.start = async (options) => {
    await assertNothingFilled(recording);
    recording.tracing = true;
    return inner.start(options);
  };
  tracing.stop = async (options) => {
    await inner.stop(options);
    recording.tracing = false;
  };
  tracing.startHar = async (path, options) => {
    await assertNothingFilled(recording);
    recording.har = true;
    return inner.startHar(path, options);
  };
  tracing.stopHar = async () => {
    await inner.stopHar();
    recording.har = false;
  };
}

function guardScreencast(page: Page, recording: Recording): void {
  const { screencast } = page;
  const inner = { start: screencast.start.bind(screencast), stop: screencast.stop.bind(screencast) };
  screencast.start = async (options) => {
    await assertNothingFilled(recording);
    recording.screencasts.add(page);
    return inner.start(options);
  };
  screencast.stop = async () => {
    await inner.stop();
    recording.screencasts.delete(page);
  };
}

async function assertNothingFilled(recording: Recording): Promise<void> {
  for (const field of recording.filled) {
    if (await stillHolds(field)) {
      throw new RecordingActiveError('a filled field is still on the page; leave the page first');
    }
    recording.filled.delete(field);
  }
}

/** A handle of a document that is gone throws, which is the answer "no". A page that does not answer counts as "yes". */
async function stillHolds(field: ElementHandle<Element>): Promise<boolean> {
  const asked = field
    .evaluate((element) => element.isConnected && element instanceof HTMLInputElement && element.value !== '')
    .catch(() => false);
  return within(2_000, 'looking at a filled field', asked).catch(() => true);
}
