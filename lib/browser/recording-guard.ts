import type { BrowserContext, ElementHandle, Page } from 'playwright-core';
import { alreadyRecording, tracesBehindOurBack } from './earlier-recordings';
import { type FilledFields, filledFieldsOf } from './filled-fields';

/** Something records the page, and a secret is about to be, or still is, on it. */
export class RecordingActiveError extends Error {
  override readonly name = 'RecordingActiveError';
}

type TracingOptions = Parameters<BrowserContext['tracing']['start']>[0];

interface Recording {
  tracing: boolean;
  tracingOptions: TracingOptions;
  har: boolean;
  readonly screencasts: Set<Page>;
  readonly filled: FilledFields;
  /** Of a context that was there before the guard, it is not known until asked whether a trace is only pausing. */
  pastKnown: boolean;
}

const recordings = new WeakMap<BrowserContext, Recording>();
const unguardedScreenshots = new WeakMap<Page, Page['screenshot']>();

/**
 * Watches what records a context and keeps it apart from secrets, in both directions: a secret is not typed while a
 * recording runs, and neither recording nor picture begins while a filled field is on a page.
 *
 * A Playwright trace writes the value of every input, `type=password` included, and the body of the sign-in request;
 * pausing it (`stopChunk`) does not help, and a HAR has the body in every mode (seen with playwright-core 1.65).
 * Call it where the context is made, with `fresh`; filling does it otherwise.
 */
export function guardRecording(context: BrowserContext, { fresh = false } = {}): void {
  if (recordings.has(context)) return;
  const earlier = alreadyRecording(context);
  if (earlier === null)
    throw new RecordingActiveError('it cannot be told whether this context is being recorded');
  const recording: Recording = {
    ...earlier,
    tracingOptions: { screenshots: true, snapshots: true, sources: true },
    screencasts: new Set(),
    filled: filledFieldsOf(context),
    pastKnown: fresh || earlier.tracing,
  };
  recordings.set(context, recording);
  guardTracing(context, recording);
  for (const page of context.pages()) guardPage(page, recording);
  context.on('page', (page) => guardPage(page, recording));
}

/** Throws RecordingActiveError. To be asked before a secret is even fetched. */
export async function assertNotRecording(page: Page): Promise<void> {
  const context = page.context();
  guardRecording(context);
  const recording = recordings.get(context);
  if (recording !== undefined && !recording.pastKnown) {
    recording.pastKnown = true;
    recording.tracing ||= await tracesBehindOurBack(context);
  }
  refuseIfRecording(page);
}

/**
 * Does what puts a secret into a field. From the check to the end of the work nothing can begin to record, because
 * whatever wants to asks here first and without waiting.
 */
export async function whileFilling<T>(
  page: Page,
  field: ElementHandle<Element>,
  work: () => Promise<T>,
): Promise<T> {
  refuseIfRecording(page);
  const filled = filledFieldsOf(page.context());
  const done = filled.begin(field);
  try {
    return await work();
  } finally {
    done();
  }
}

/** The picture of a page whose secret fields its caller has covered; see masked-screenshot.ts. */
export function screenshotRegardless(page: Page): Page['screenshot'] {
  return unguardedScreenshots.get(page) ?? page.screenshot.bind(page);
}

/**
 * Ends a running trace, so that a secret can be typed, and hands back how to go on with a new one. A trace that was
 * stopped as a whole holds nothing of what happens until the next one starts; a chunk that was stopped does.
 * Undefined when there is none. `keepAt` is where the first part goes; without it that part is thrown away.
 */
export async function pauseTrace(
  context: BrowserContext,
  keepAt?: string,
): Promise<(() => Promise<void>) | undefined> {
  guardRecording(context);
  const recording = recordings.get(context);
  if (recording?.tracing !== true) return undefined;
  const options = recording.tracingOptions;
  await context.tracing.stop(keepAt === undefined ? {} : { path: keepAt });
  return () => context.tracing.start(options).then(() => {});
}

function refuseIfRecording(page: Page): void {
  const context = page.context();
  const recording = recordings.get(context);
  const now = alreadyRecording(context);
  const active = [
    (recording?.tracing !== false || now?.tracing !== false) && 'a trace',
    (recording?.har !== false || now?.har !== false) && 'a HAR',
    recording?.screencasts.has(page) === true && 'a screencast',
    page.video() !== null && 'a video',
  ].filter((name) => name !== false);
  if (active.length > 0) {
    throw new RecordingActiveError(`${active.join(' and ')} is being recorded; no secret is typed meanwhile`);
  }
}

function guardTracing(context: BrowserContext, recording: Recording): void {
  const { tracing } = context;
  const inner = {
    start: tracing.start.bind(tracing),
    stop: tracing.stop.bind(tracing),
    startHar: tracing.startHar.bind(tracing),
    stopHar: tracing.stopHar.bind(tracing),
  };
  tracing.start = (options) =>
    begin(recording, { tracing: true, tracingOptions: options }, () => inner.start(options));
  tracing.stop = async (options) => {
    await inner.stop(options);
    recording.tracing = false;
  };
  tracing.startHar = (path, options) => begin(recording, { har: true }, () => inner.startHar(path, options));
  tracing.stopHar = async () => {
    await inner.stopHar();
    recording.har = false;
  };
}

function guardPage(page: Page, recording: Recording): void {
  const { screencast } = page;
  const [start, stop] = [screencast.start.bind(screencast), screencast.stop.bind(screencast)];
  const [screenshot, pdf] = [page.screenshot.bind(page), page.pdf.bind(page)];
  screencast.start = async (options) => {
    recording.screencasts.add(page);
    return orUndo(
      () => begin(recording, {}, () => start(options)),
      () => recording.screencasts.delete(page),
    );
  };
  screencast.stop = async () => {
    await stop();
    recording.screencasts.delete(page);
  };
  unguardedScreenshots.set(page, screenshot);
  page.screenshot = (options) => begin(recording, {}, () => screenshot(options));
  page.pdf = (options) => begin(recording, {}, () => pdf(options));
}

/** What is about to run counts at once, before anything is awaited: a filling that begins meanwhile must see it. */
async function begin<T>(
  recording: Recording,
  change: Partial<Pick<Recording, 'tracing' | 'tracingOptions' | 'har'>>,
  start: () => Promise<T>,
): Promise<T> {
  const before = { ...recording };
  Object.assign(recording, change);
  return orUndo(
    async () => {
      if (await recording.filled.any())
        throw new RecordingActiveError('a filled field is still on the page; leave the page first');
      return start();
    },
    () => Object.assign(recording, { tracing: before.tracing, har: before.har }),
  );
}

async function orUndo<T>(work: () => Promise<T>, undo: () => void): Promise<T> {
  try {
    return await work();
  } catch (error) {
    undo();
    throw error;
  }
}
