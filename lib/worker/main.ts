import { randomBytes } from 'node:crypto';
import { Logger, run } from 'graphile-worker';
import { readEnv } from '@/lib/env';
import { systemClock } from '@/lib/kernel/clock';
import { createLog, describeError, type Log } from '@/lib/log';
import { loadPasswordQuirks } from '@/lib/passwords/quirks';
import { RunStopped } from '@/lib/runs/run-failure';
import { guardProcess } from '@/lib/server/guard-process';
import { endWithParent } from '@/lib/server/shutdown';
import { openServices } from '@/lib/services';
import { BrowserHolder } from './browser-holder';
import { forgetWhenIdle } from './forget-when-idle';
import { sweepPeriodically } from './sweeps';
import { browserTasks, messageTasks } from './task-lists';

/** Messages to webhooks at a time: they wait for others' servers, not for ours. */
const DELIVERIES = 4;

/** The worker process: takes runs and sign-in checks from the queue and carries them out in Chromium. Any number of them may run. */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  const log = createLog('worker', env.logLevel);
  guardProcess(env, log);
  const services = openServices(env, log);
  const browsers = new BrowserHolder(env.chromiumPath);
  const stopping = new AbortController();
  const deps = {
    ...services,
    browser: () => browsers.browser(),
    insecureHosts: env.insecureHosts,
    randomBytes,
    quirks: env.passwordRulesFile ? await loadPasswordQuirks(env.passwordRulesFile) : new Map(),
  };

  const queue = { connectionString: env.databaseUrl, noHandleSignals: true, logger: queueLogger(log) };
  const runner = await run({
    ...queue,
    concurrency: env.workerConcurrency,
    taskList: forgetWhenIdle(browserTasks(deps, stopping.signal), systemClock),
  });
  // A runner of their own: a message must not wait behind runs that take minutes.
  const messenger = await run({
    ...queue,
    concurrency: DELIVERIES,
    taskList: messageTasks(services, stopping.signal),
  });
  const sweeps = sweepPeriodically(services, systemClock, log);

  endWithParent(log, async () => {
    stopping.abort(new RunStopped('shutdown'));
    await sweeps.stop();
    await Promise.all([runner.stop(), messenger.stop()]);
    await browsers.close();
    await services.close();
  });
  log.info({ concurrency: env.workerConcurrency }, 'ready');
  process.send?.({ type: 'ready' });
}

/** The queue logs errors of tasks with their text, which is not ours to print: only its level and kind are kept. */
function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ source: 'queue' }, message.split('\n')[0]?.slice(0, 80) ?? '');
    else if (level === 'warning') log.warn({ source: 'queue' }, message.split('\n')[0]?.slice(0, 80) ?? '');
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : describeError(error).kind);
  process.exit(1);
});
