import type { BrowserContext, Page } from 'playwright-core';
import { alreadyRecording, tracesBehindOurBack } from './earlier-recordings';
import { type FilledFields, filledFieldsOf } from './filled-fields';
import type { HeldElement } from './held-element';

/** Something records the page, and a secret is about to be, or still is, on it. */
export class RecordingActiveError extends Error {
  override readonly name = 'RecordingActiveError';
}

interface Recording {
  tracing: boolean;
  /** What a trace is begun with again after a pause. */
  tracingArguments: unknown[];
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
    tracingArguments: [{ screenshots: true, snapshots: true, sources: true }],
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
 * Does what puts a secret into a field and returns a handle of it, which is kept. From the check to the end of the filling
 * nothing can begin to record, because whatever wants to asks here first and without waiting.
 */
export async function whileFilling<Filled extends HeldElement>(
  page: Page,
  fill: () => Promise<Filled>,
): Promise<Filled> {
  refuseIfRecording(page);
  return filledFieldsOf(page.context()).filling(fill);
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
  const { tracing } = context;
  await tracing.stop(keepAt === undefined ? {} : { path: keepAt });
  return async () => {
    await Reflect.apply(tracing.start, tracing, recording.tracingArguments);
  };
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

function guardTracing({ tracing }: BrowserContext, recording: Recording): void {
  instead(tracing, 'start', (start, tracingArguments) =>
    begin(recording, { tracing: true, tracingArguments }, start),
  );
  instead(tracing, 'stop', async (stop) => {
    await stop();
    recording.tracing = false;
  });
  instead(tracing, 'startHar', (start) => begin(recording, { har: true }, start));
  instead(tracing, 'stopHar', async (stop) => {
    await stop();
    recording.har = false;
  });
}

/** Pictures, and what reads out fields: Playwright's test runner does both of its own accord when a test fails. */
const LOOKS = ['screenshot', 'pdf', 'ariaSnapshot'] as const;

function guardPage(page: Page, recording: Recording): void {
  unguardedScreenshots.set(page, page.screenshot.bind(page));
  for (const look of LOOKS) instead(page, look, (take) => begin(recording, {}, take));
  const { screencast } = page;
  instead(screencast, 'start', async (start) => {
    recording.screencasts.add(page);
    return orUndo(
      () => begin(recording, {}, start),
      () => recording.screencasts.delete(page),
    );
  });
  instead(screencast, 'stop', async (stop) => {
    await stop();
    recording.screencasts.delete(page);
  });
}

/** Puts ours in the place of a method. Versions of Playwright differ in which they have; what is not there stays away. */
function instead(
  target: object | undefined,
  name: string,
  ours: (inner: () => Promise<unknown>, args: unknown[]) => Promise<unknown>,
): void {
  const method: unknown = target === undefined ? undefined : Reflect.get(target, name);
  if (target === undefined || typeof method !== 'function') return;
  Reflect.set(target, name, (...args: unknown[]) =>
    ours(async () => Reflect.apply(method, target, args), args),
  );
}

/** What is about to run counts at once, before anything is awaited: a filling that begins meanwhile must see it. */
async function begin<T>(
  recording: Recording,
  change: Partial<Pick<Recording, 'tracing' | 'tracingArguments' | 'har'>>,
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
