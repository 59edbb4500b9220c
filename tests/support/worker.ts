import { randomBytes } from 'node:crypto';
import { Logger, run } from 'graphile-worker';
import type { Browser } from 'playwright-core';
import { RunStopped } from '@/lib/runs/run-failure';
import type { RunLimits } from '@/lib/runs/run-limits';
import { prepareQueue } from '@/lib/server/queue';
import { browserTasks, messageTasks } from '@/lib/worker/task-lists';
import { startChromium } from './chromium';
import type { ProductWorld } from './product-world';

export interface TestWorker {
  browser: Browser;
  /** As SIGTERM does. */
  stop(): Promise<void>;
}

const silent = new Logger(() => () => undefined);

/** A worker in this process: the product's own tasks on the real queue, in real Chromium. */
export async function startWorker(
  world: Pick<ProductWorld, 'services'>,
  { concurrency = 4, ...limits }: Partial<RunLimits> & { concurrency?: number } = {},
): Promise<TestWorker> {
  const { services } = world;
  await prepareQueue(services.env.databaseUrl);
  const browser = await startChromium();
  const stopping = new AbortController();
  const deps = {
    ...services,
    browser: async () => browser,
    insecureHosts: ['127.0.0.1'],
    randomBytes,
    quirks: new Map(),
    runs: { retryDelaysMs: [], answerMs: 30_000, ...limits },
  };
  const runner = await run({
    connectionString: services.env.databaseUrl,
    concurrency,
    noHandleSignals: true,
    pollInterval: 250,
    logger: silent,
    taskList: { ...browserTasks(deps, stopping.signal), ...messageTasks(deps, stopping.signal) },
  });
  let ending: Promise<void> | undefined;
  const end = async () => {
    stopping.abort(new RunStopped('shutdown'));
    await runner.stop();
    await browser.close();
  };
  return {
    browser,
    stop() {
      ending ??= end();
      return ending;
    },
  };
}
