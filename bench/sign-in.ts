import { executeRun } from '@/lib/runs/execute-run';
import { listRuns } from '@/lib/runs/list-runs';
import { startRun } from '@/lib/runs/start-run';
import { atMost, type Measure, report } from './secrets/report';
import { takeTurns } from './secrets/take-turns';
import { ROBOT, SIGNED_IN, type SignInWorld, startSignInWorld } from './sign-in/world';

/**
 * A whole sign-in, from a fresh context to its end, against a Playwright script with selectors, name and password written
 * into it: through the client with the mark of success named, through the client without, and as a run.
 */
const json = process.argv.includes('--json');
const world = await startSignInWorld();
try {
  // A site on this machine, and one that is as far away as most are.
  for (const latencyMs of [0, 150]) {
    await world.latency(latencyMs);
    for (const measure of await measures(world, latencyMs)) console.log(report(measure, json, 'sign-in'));
  }
} finally {
  await world.close();
}
process.exit(0);

async function measures(world: SignInWorld, latencyMs: number): Promise<Measure[]> {
  const contenders = {
    script: () => script(world),
    recipe: () => clientSignIn(world, { success: SIGNED_IN }),
    client: () => clientSignIn(world),
    run: () => run(world),
  };
  const times = await takeTurns(contenders, { rounds: 20, warmUp: 3, seconds: 90 });
  await assertAllSucceeded(world);
  const against = (name: 'recipe' | 'client' | 'run') =>
    atMost(`sign_in_${name}_ms_vs_script_at_${latencyMs}_ms`, times[name], times.script, 1.1);
  return [against('recipe'), against('client'), against('run')];
}

async function script({ browser, site }: SignInWorld): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}/login`);
  await page.fill('[name=username]', ROBOT.username);
  await page.fill('[name=password]', ROBOT.password);
  await page.click('button[type=submit]');
  await page.waitForSelector(SIGNED_IN);
  await context.close();
}

async function clientSignIn({ browser, site, client }: SignInWorld, recipe = {}): Promise<void> {
  const context = await browser.newContext();
  await client.signIn(await context.newPage(), 'robot', { url: `${site.url}/login`, recipe });
  await context.close();
}

async function run({ services, actor, deps, workflow }: SignInWorld): Promise<void> {
  const { id } = await startRun(services, actor, {
    workflow_id: workflow.id,
    run_input_variables: { USER: 'robot' },
  });
  await executeRun(deps, { workspaceId: actor.workspaceId, runId: id }, new AbortController().signal);
}

/** A run that did not sign in was no contender. Asked when the turns are over: the script asks nobody either. */
async function assertAllSucceeded({ services, actor }: SignInWorld): Promise<void> {
  for (const status of ['queued', 'running', 'failed', 'stopped'] as const) {
    const { data } = await listRuns(services, actor, { status });
    if (data.length > 0) throw new Error(`${data.length} runs are ${status}: ${JSON.stringify(data[0])}`);
  }
}
