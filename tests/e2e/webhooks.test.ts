import { type APIRequestContext, expect, type Locator, type Page, test } from '@playwright/test';
import { CloudCruise, EventType } from 'cloudcruise';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver';
import { overflow, violations } from './axe';
import { readDemo } from './demo';
import { signIn } from './sign-in';

/** What somebody does who wants a program of theirs told of runs, with a receiver that has a bad moment. */
const demo = readDemo();
const WORKFLOW = `Told to a webhook ${Date.now()}`;

let receiver: WebhookReceiver;
test.beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
test.afterAll(() => receiver.close());

test('a webhook is added, its secret shown once, its receiver told of a run, and told again after a failure', async ({
  page,
  request,
}) => {
  await signIn(page, demo);
  await makeWorkflow(request);
  const secret = await addWebhook(page);
  await expect(page.getByText('It was not told of anything yet.')).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  const webhookPage = page.url();

  await runWorkflow(page);
  await expect.poll(() => receiver.received.length).toBe(2);
  // Each message is sent by itself: the first may come last.
  const events = verified(secret).map(({ event }) => event);
  expect(events.sort()).toEqual([EventType.ExecutionStart, EventType.ExecutionSuccess]);
  expect(() => verified(`${secret}x`)).toThrow();

  await page.goto(webhookPage);
  await expect(message(page, 'execution.success').getByText('Delivered')).toBeVisible();
  receiver.answers.push(...Array<number>(100).fill(500));
  await page.getByRole('button', { name: 'Send a test' }).click();
  const failed = message(page, 'webhook.test');
  await expect(failed.getByText('The receiver answered with an error. Answered 500.')).toBeVisible();
  await expect(failed.getByText('Not taken yet')).toBeVisible();
  await expect(
    failed.getByText('Look into the log of the receiver; it has to answer with a 2xx.'),
  ).toBeVisible();
  await expect(failed.getByText(/^Next attempt/)).toBeVisible();
  await looksRight(page, ['light', 1280]);
  await looksRight(page, ['dark', 390]);

  receiver.answers.length = 0;
  await failed.getByRole('button', { name: 'Send again: webhook.test' }).click();
  await expect(failed.getByText('Delivered')).toBeVisible();
  expect(verified(secret).at(-1)?.event).toBe('webhook.test');
  await removeWebhook(page);
});

/** Nobody signs in: stories that use the demo's one-time code would wait for the next one. */
async function makeWorkflow(request: APIRequestContext): Promise<void> {
  const data = {
    name: WORKFLOW,
    steps: [
      { action: 'goto', url: `${demo.site.url}/login` },
      { action: 'extract', fields: { heading: { selector: 'h1' } } },
    ],
  };
  const made = await request.post('/api/v1/workflows', { headers: { 'cc-key': demo.api_key }, data });
  expect(made.status()).toBe(201);
}

/** Ends on the page of the webhook, with the secret gone from it. */
async function addWebhook(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
  await page.getByRole('button', { name: 'Add webhook' }).click();
  const dialog = page.getByRole('dialog');
  const address = dialog.getByLabel('Address');
  await address.fill('http://169.254.169.254/latest');
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByText(/Plain http is possible only for hosts/).first()).toBeVisible();
  await address.fill(`${receiver.url}/hook`);
  await dialog.getByLabel('execution.start').check();
  await dialog.getByLabel('execution.success').check();
  await dialog.getByRole('button', { name: 'Add webhook' }).click();
  await expect(dialog.getByText('It is shown this once. Copy it now.')).toBeVisible();
  const secret = await dialog.locator('pre, code').first().innerText();
  await looksRight(page, ['dark', 390]);
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('link', { name: `${receiver.url}/hook` }).click();
  await expect(page.getByRole('heading', { name: new URL(receiver.url).host })).toBeVisible();
  return secret.trim();
}

async function runWorkflow(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Workflows', exact: true }).click();
  await page.getByRole('link', { name: WORKFLOW }).first().click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start run' }).click();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: 30_000 });
}

async function removeWebhook(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Webhooks', exact: true })).toBeVisible();
  await expect(page.getByText(receiver.url)).toHaveCount(0);
}

function message(page: Page, event: string): Locator {
  return page.getByRole('row', { name: event }).first();
}

/** All that came, each checked by the official client as a receiver would. */
function verified(secret: string) {
  const { webhook } = new CloudCruise({ apiKey: demo.api_key, encryptionKey: demo.api_encryption_key });
  return receiver.received.map(({ body, signature }) => webhook.verifySignature(body, signature, secret));
}

/** For those who do not see, and for those who look at a telephone in the dark. */
async function looksRight(page: Page, [colorScheme, width]: ['light' | 'dark', number]): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 844 });
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 800 });
}
