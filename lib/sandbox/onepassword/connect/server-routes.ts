import { Hono } from 'hono';
import type { World } from '../world';
import type { ConnectEnv } from './caller';

/** What a Connect server answers to anyone: whether it lives, and how it is. */
export function serverRoutes({ activity, log }: World, version: string): Hono<ConnectEnv> {
  const app = new Hono<ConnectEnv>();
  app.get('/heartbeat', (c) => c.text('.'));
  app.get('/health', (c) => {
    // Before the first request with a token the server has nothing to decrypt its vaults with.
    const ready = activity.initialised;
    return c.json({
      name: '1Password Connect API',
      version,
      dependencies: [
        {
          service: 'sqlite',
          status: 'ACTIVE',
          message: 'Connected to /home/opuser/.op/data/1password.sqlite',
        },
        { service: 'account_data', status: 'AVAILABLE', message: 'Account data is available' },
        { service: 'sync', status: ready ? 'ACTIVE' : 'TOKEN_NEEDED' },
        ready
          ? { service: '1Password', status: 'ACTIVE' }
          : {
              service: '1Password',
              status: 'UNINITIALIZED',
              message: 'Make a request with a valid bearer token to initialize',
            },
      ],
    });
  });
  app.get('/metrics', (c) => {
    const counts = new Map<string, number>();
    for (const { backend, method, status } of log.entries()) {
      if (backend !== 'connect') continue;
      const labels = `code="${status}",method="${method.toLowerCase()}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
    }
    const lines = Array.from(
      counts,
      ([labels, count]) => `promhttp_metric_handler_requests_total{${labels}} ${count}`,
    );
    return c.text(['# TYPE promhttp_metric_handler_requests_total counter', ...lines, ''].join('\n'));
  });
  return app;
}
