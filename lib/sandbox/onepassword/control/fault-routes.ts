import { Hono } from 'hono';
import { z } from 'zod';
import { BACKENDS } from '../faults/backend';
import type { Fault } from '../faults/faults';
import { LOSSY_KINDS } from '../faults/lossy';
import type { World } from '../world';
import type { ControlEnv } from './app';
import { accountOf, bodyOf } from './input';

const backend = z.enum(BACKENDS).optional();
const times = z.int().min(1).max(1_000_000).default(1);

const faultSchema = z
  .strictObject({
    backend,
    route: z.string().max(500).refine(isRegularExpression, 'not a regular expression').optional(),
    status: z.int().min(400).max(599).optional(),
    message: z.string().max(2000).optional(),
    delay_ms: z.int().min(0).max(600_000).default(0),
    destroy: z.boolean().default(false),
    after_effect: z.boolean().default(false),
    output: z
      .strictObject({
        stdout: z.string().default(''),
        stderr: z.string().default(''),
        exit_code: z.int().min(0).max(255).default(1),
      })
      .optional(),
    times,
  })
  .refine(
    ({ status, delay_ms, destroy, output }) => status !== undefined || delay_ms > 0 || destroy || output,
    'one of status, delay_ms, destroy and output is needed',
  )
  .refine(({ backend: of, output }) => !output || of === 'cli', 'output is for the backend cli');

const account = z.string().optional();
const throttleSchema = z.union([
  z.strictObject({ account, seconds: z.number().positive().max(86_400) }),
  z.strictObject({ account, next: z.int().min(1).max(1_000_000) }),
]);
const lossySchema = z.strictObject({ kind: z.enum(LOSSY_KINDS), times, backend });

export function faultRoutes(world: World): Hono<ControlEnv> {
  const { faults, throttle, lossy, log, paces, delays } = world;
  const app = new Hono<ControlEnv>();

  app.post('/throttle', async (c) => {
    const rule = await bodyOf(c, throttleSchema);
    if (rule.account !== undefined) accountOf(world.store, rule.account);
    throttle.add(rule);
    return c.json({ ok: true }, 201);
  });
  app.post('/faults', async (c) => {
    faults.add(faultOf(await bodyOf(c, faultSchema)));
    return c.json({ ok: true }, 201);
  });
  app.post('/faults/let-go', (c) => {
    delays.letGo();
    return c.json({ ok: true });
  });
  app.get('/faults', (c) => c.json({ faults: faults.pending().map(faultView) }));
  app.post('/lossy', async (c) => {
    lossy.add(await bodyOf(c, lossySchema));
    return c.json({ ok: true }, 201);
  });
  app.get('/lossy', (c) => c.json({ lossy: lossy.pending() }));
  app.delete('/faults', (c) => {
    for (const disturbance of [faults, throttle, lossy, paces]) disturbance.clear();
    return c.json({ ok: true });
  });
  app.get('/log', (c) => c.json({ requests: log.entries() }));
  app.delete('/log', (c) => {
    log.clear();
    return c.json({ ok: true });
  });
  return app;
}

function faultOf(input: z.infer<typeof faultSchema>): Fault {
  const { route, delay_ms: delayMs, after_effect: afterEffect, output, ...rest } = input;
  return {
    ...rest,
    delayMs,
    afterEffect,
    route: route === undefined ? undefined : new RegExp(route),
    output: output && { stdout: output.stdout, stderr: output.stderr, exitCode: output.exit_code },
  };
}

function faultView({ route, delayMs, afterEffect, output, ...rest }: Fault): object {
  return {
    ...rest,
    route: route?.source,
    delay_ms: delayMs,
    after_effect: afterEffect,
    ...(output && { output: { stdout: output.stdout, stderr: output.stderr, exit_code: output.exitCode } }),
  };
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}
