import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { World } from '../world';
export function cliApp(
  _world: World,
  _pause: (ms: number) => Promise<boolean>,
): Hono<{ Bindings: HttpBindings }> {
  return new Hono<{ Bindings: HttpBindings }>();
}
