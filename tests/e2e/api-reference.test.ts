import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { readDemo } from './demo';
import { signIn } from './sign-in';

const demo = readDemo();

const paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

test('the API reference shows every operation, finds one by its scope, and its call works when the key is put in', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, demo);
  await page.getByRole('link', { name: 'API reference' }).click();
  await expect(page.getByRole('heading', { name: 'API reference' })).toBeVisible();
  const described = paths.parse(await (await fetch(`${demo.url}/openapi.json`)).json());
  const count = Object.values(described.paths).flatMap((operations) => Object.keys(operations)).length;
  await expect(page.getByText(`${count} operations`)).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('vault:read entries/{id}');
  await expect(page.getByText('1 operation', { exact: true })).toBeVisible();
  // By the keyboard alone: from the search to the one line, which opens; its address can be handed on.
  await page.keyboard.press('Tab');
  while (!(await page.evaluate(() => document.activeElement?.matches('summary'))))
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Needs the scope vault:read')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#getEntriesById');

  await page.goto(`/w/${demo.workspace}/api#getEntries`);
  await expect(page.locator('#getEntries')).toHaveAttribute('open', '');
  await page.locator('#getEntries').getByRole('button', { name: 'Copy the call' }).click();
  const call = await page.evaluate(() => navigator.clipboard.readText());
  expect(call).toContain("-H 'cc-key: YOUR_API_KEY'");
  const [, address = ''] = /'(http[^']+)'/.exec(call) ?? [];
  const answer = await fetch(address, { headers: { 'cc-key': demo.api_key } });
  expect(answer.status).toBe(200);
});
