import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import { answerRun } from '@/lib/runs/answer-run';
import { getRun } from '@/lib/runs/get-run';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { createEntry } from '@/lib/vault/create-entry';
import { eventually } from '@/tests/support/eventually';
import { type Steps, type StepWorld, startStepWorld } from '@/tests/support/step-world';

const PIN = '081542-canary';

const TOKEN = 'tok3n-482913-canary';
const MAGIC = `/magic/${TOKEN}`;

let world: StepWorld;

beforeAll(async () => {
  world = await startStepWorld(
    {
      '/': '<form method="post" action="/done"><label>PIN <input id="pin" name="pin"></label><button id="send">Send</button></form>',
      '/code':
        '<form method="post" action="/done"><label>Code <input name="pin" autocomplete="one-time-code"></label><button id="send">Send</button></form>',
      [MAGIC]: `<h1>Welcome</h1><p class="number">${TOKEN}</p><a href="${MAGIC}">Again</a>`,
    },
    { pin: PIN },
  );
});
afterAll(() => world?.close());
beforeEach(() => world.forgetRequests());

test('a one-time code of the entry is typed into a form that is no sign-in', async () => {
  const { id: providerId } = await world.connectServer('codes', 300);
  await createEntry(world.services, world.actor, {
    permissioned_user_id: 'with codes',
    domain: world.pages.url,
    source: 'provider',
    secret_provider_id: providerId,
    secret_ref: world.refOf('Acme Prod Login'),
  });
  const result = await world.run(
    [
      { action: 'tfa', credential: 'USER', selector: '#pin' },
      { action: 'click', selector: '#send' },
    ],
    {},
    { USER: 'with codes' },
  );
  expect(result.errors).toEqual([]);
  expect(world.sent().get('pin')).toMatch(/^\d{6}$/);
  expect(JSON.stringify(result)).not.toContain(world.sent().get('pin'));
}, 60_000);

describe('a person is asked', () => {
  const stored = (userId: string, tfa_method: 'SMS' | 'MAGIC_LINK') =>
    createEntry(world.services, world.actor, {
      permissioned_user_id: userId,
      domain: world.pages.url,
      source: 'stored',
      username: 'ada',
      password: 'pw-7',
      tfa_method,
    });
  /** Waits until the run asks, which it says; then it is told. */
  const tell = async (runId: string, question: RegExp, answer: Record<string, string>) => {
    await eventually(async () => {
      const { interaction } = await getRun(world.services, world.actor, runId);
      expect(interaction?.message).toMatch(question);
      return true;
    });
    await answerRun(world.services, world.actor, { id: runId, answer });
  };
  const tfa: Steps = [{ action: 'tfa', credential: 'USER' }];

  test('for the code of an SMS, which is typed where the page asks for one', async () => {
    await stored('by sms', 'SMS');
    const open: Steps[number] = { action: 'goto', url: `${world.pages.url}/code` };
    const steps: Steps = [open, ...tfa, { action: 'click', selector: '#send' }];
    const whileRunning = (runId: string) => tell(runId, /by SMS/, { code: '482 913' });
    const result = await world.run(steps, {}, { USER: 'by sms' }, { whileRunning });
    expect(result.errors).toEqual([]);
    expect(world.sent().get('pin')).toBe('482913');
    expect(JSON.stringify(result)).not.toContain('482913');
  });

  test('for the link that a site has sent: it is opened if it leads to the site, and told to nobody', async () => {
    await stored('by link', 'MAGIC_LINK');
    const read: Steps[number] = {
      action: 'extract',
      fields: {
        said: { selector: '.number' },
        link: { selector: 'a', attribute: 'href' },
        title: { selector: 'h1' },
      },
    };
    const foreign = `${world.elsewhere.url.replace('127.0.0.1', 'localhost')}${MAGIC}`;
    const result = await world.run(
      [...tfa, read],
      {},
      { USER: 'by link' },
      {
        whileRunning: async (runId) => {
          await tell(runId, /has sent a link/, { link: foreign });
          await tell(runId, /is no link to/, { link: ` ${world.pages.url}${MAGIC}?next=%2Fhome ` });
        },
      },
    );
    expect(result.errors).toEqual([]);
    expect(result.data).toEqual({ said: '[secret]', link: '[secret]', title: 'Welcome' });
    expect(world.elsewhere.requests).toEqual([]);
    const { workspaceId } = world.actor;
    const rows = await world.services.db.withWorkspace(workspaceId, (tx) => tx.runEvent.findMany());
    const records = await listAuditRecords(world.services, world.actor, { limit: 100 });
    expect(JSON.stringify([result, rows.map(({ payload }) => payload), records])).not.toContain(TOKEN);
    expect(records.data.find(({ detail }) => detail?.run_id === result.id)).toMatchObject({
      action: 'secret.filled',
      outcome: 'success',
      detail: { parts: ['magic_link'], step: 2 },
    });
  });

  test('in vain: the step fails, and a run that is interrupted meanwhile stops', async () => {
    const late = await world.run(tfa, {}, { USER: 'by link' }, { limits: { answerMs: 1 } });

    expect(late.errors[0]).toMatchObject({ code: 'MFA_CODE_UNAVAILABLE', step_index: 1 });
    const stopped = await world.run(
      tfa,
      {},
      { USER: 'by link' },
      {
        whileRunning: async (id) => {
          await eventually(async () =>
            expect((await getRun(world.services, world.actor, id)).status).toBe('waiting'),
          );
          await interruptRun(world.services, world.actor, id);
        },
      },
    );
    expect(stopped).toMatchObject({ status: 'stopped', errors: [] });
  });

  test('for a link that has been used: what the site answered is said', async () => {
    const used = `${world.pages.url}/magic/us3d-99999999`;
    const whileRunning = (runId: string) => tell(runId, /has sent a link/, { link: used });
    const result = await world.run(tfa, {}, { USER: 'by link' }, { whileRunning });
    expect(result.errors[0]).toMatchObject({ category: 'AUTHENTICATION_ERROR', code: 'MFA_CODE_REJECTED' });
    expect(JSON.stringify(result)).not.toContain('us3d');
  });
});
