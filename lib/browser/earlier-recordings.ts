import type { BrowserContext } from 'playwright-core';
import { z } from 'zod';

/**
 * What records a context, however it was begun: `recordHar`, `routeFromHAR({ update })`, a trace from before our time.
 * Private members, for want of public ones; null where they are not as expected. The versions of Playwright for which
 * they are is what the client library states (docs/client.md), and a test fails should ours rename them.
 */
export function alreadyRecording(context: BrowserContext): { tracing: boolean; har: boolean } | null {
  const inner = z
    .object({ _isTracing: z.boolean(), _harRecorders: z.map(z.string(), z.unknown()) })
    .safeParse({
      _isTracing: Reflect.get(context.tracing, '_isTracing'),
      _harRecorders: Reflect.get(context.tracing, '_harRecorders') ?? Reflect.get(context, '_harRecorders'),
    });
  if (!inner.success) return null;
  return { tracing: inner.data._isTracing, har: inner.data._harRecorders.size > 0 };
}

/**
 * Whether a trace was started and is only between two chunks. It goes on collecting the network then, and nothing on
 * our side says so; but a chunk can be started in no other case.
 */
export async function tracesBehindOurBack(context: BrowserContext): Promise<boolean> {
  try {
    await context.tracing.startChunk();
  } catch {
    return false;
  }
  await context.tracing.stopChunk();
  return true;
}
