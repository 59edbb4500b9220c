import type { Browser } from 'playwright-core';
import type { RunView } from '@/lib/contract/run';
import type { WorkflowInput } from '@/lib/contract/workflow';
import { executeRun } from '@/lib/runs/execute-run';
import { getRun } from '@/lib/runs/get-run';
import type { RunLimits } from '@/lib/runs/run-limits';
import { startRun } from '@/lib/runs/start-run';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from './chromium';
import { startHtmlPages } from './html-pages';
import { controlPost, type ProductWorld, startProductWorld } from './product-world';

export type Steps = WorkflowInput['steps'];
type Pages = Awaited<ReturnType<typeof startHtmlPages>>;

interface Wishes {
  dry?: boolean;
  limits?: Partial<RunLimits>;
  whileRunning?: (runId: string) => Promise<void>;
}

/** Carries out the steps of workflows on pages of one's own. */
export interface StepWorld extends Pick<ProductWorld, 'services' | 'actor' | 'connectServer' | 'refOf'> {
  /** The site of the entry `bank`, which every workflow may use as USER. */
  pages: Pages;
  /** A site that it does not belong to. */
  elsewhere: Pages;
  /** Of `bank`: an entry with a PIN besides. */
  entryId: string;
  /** Opens the front page, does the steps and brings the run as it ended. */
  run(
    steps: Steps,
    more?: Partial<WorkflowInput>,
    variables?: Record<string, unknown>,
    wishes?: Wishes,
  ): Promise<RunView>;
  /** What the form of `/done` was sent with. */
  sent(): URLSearchParams;
  /** Nobody has asked the sites for anything. */
  forgetRequests(): void;
  close(): Promise<void>;
}

export async function startStepWorld(
  html: Parameters<typeof startHtmlPages>[0],
  { pin }: { pin: string },
): Promise<StepWorld> {
  const world = await startProductWorld();
  const browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
  const pages = await startHtmlPages({ '/done': '<h1>Thank you</h1>', ...html });
  const elsewhere = await startHtmlPages(html);
  const entryId = await createBank(world, pages.url, pin);
  return {
    ...world,
    pages,
    elsewhere,
    entryId,
    run: runner(world, browser, pages.url),
    sent: () => new URLSearchParams(pages.requests.find(({ path }) => path === '/done')?.body ?? ''),
    forgetRequests() {
      pages.requests.length = 0;
      elsewhere.requests.length = 0;
    },
    async close() {
      await browser.close();
      await pages.close();
      await elsewhere.close();
      await world.close();
    },
  };
}

async function createBank(world: ProductWorld, domain: string, pin: string): Promise<string> {
  const connection = await world.connectServer('steps', 300);
  await controlPost(world, '/items', {
    vault: 'Automation',
    title: 'Bank',
    username: 'ada',
    password: 'pw-1',
    fields: [{ label: 'PIN', value: pin, type: 'concealed', section: 'Portal' }],
  });
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'bank',
    domain,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf('Bank'),
    extra_secrets: { pin: 'op://Automation/Bank/Portal/PIN' },
  });
  return entry.id;
}

function runner({ services, actor }: ProductWorld, browser: Browser, url: string): StepWorld['run'] {
  let names = 0;
  return async (steps, more = {}, variables = {}, { dry = false, limits = {}, whileRunning } = {}) => {
    names += 1;
    const workflow = await createWorkflow(services, actor, {
      name: `steps ${names}`,
      steps: [{ action: 'goto', url: `${url}/` }, ...steps],
      vault_schema: { USER: { type: 'credential', domain: url } },
      ...more,
    });
    const { id: runId } = await startRun(services, actor, {
      workflow_id: workflow.id,
      run_input_variables: { USER: 'bank', ...variables },
      dry_run: { enabled: dry },
    });
    const deps = {
      ...services,
      browser: async () => browser,
      insecureHosts: ['127.0.0.1'],
      runs: { retryDelaysMs: [], answerMs: 10_000, ...limits },
    };
    const key = { workspaceId: actor.workspaceId, runId };
    const ended = executeRun(deps, key, new AbortController().signal);
    await whileRunning?.(runId);
    await ended;
    return getRun(services, actor, runId);
  };
}
