import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { getRotation } from '@/lib/rotation/get-rotation';
import type { Account, DrillWorld, Household } from '@/tests/drills/drill-world';
import { takeTurn } from '@/tests/drills/turn';
import type { Measure } from './report';

/**
 * A rotation on the demo site against what a person would write in Playwright, who only changes the password: no proof
 * beforehand or afterwards, nothing kept anywhere. The difference is what it costs not to lose one.
 */
export async function oneRotation(world: DrillWorld, home: Household, browser: Browser): Promise<Measure[]> {
  const account = await world.addAccount();
  const byHand = await timed(() => changeByHand(browser, account));
  if ((await account.onSite()) === account.password) throw new Error('the script changed nothing');
  const rotated = await world.addAccount();
  const entryId = await world.bind(home, rotated);
  const key = await world.request(home, entryId);
  const whole = await timed(() => takeTurn(home.services, browser, key, world));
  const { state, history } = await getRotation(home.services, home.actor, key.rotationId);
  if (state !== 'done') throw new Error(`the rotation ended ${state}`);
  return [
    { measure: 'one rotation on the demo site', value: whole, unit: 's' },
    { measure: 'a script that only changes the password', value: byHand, unit: 's' },
    { measure: 'rotation / script', value: whole / byHand, unit: 'x' },
    ...sharesOf(history).map(({ name, share }) => ({
      measure: `  of it: ${name}`,
      value: share * 100,
      unit: '%',
    })),
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

function sharesOf(history: readonly { state: string; at: string }[]): { name: string; share: number }[] {
  const begun = history.slice(1);
  const times = begun.map(({ at }) => Date.parse(at));
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const spent = new Map<string, number>();
  begun.slice(0, -1).forEach(({ state }, index) => {
    const tookMs = (times[index + 1] ?? 0) - (times[index] ?? 0);
    spent.set(state, (spent.get(state) ?? 0) + tookMs);
  });
  return [...spent].map(([name, tookMs]) => ({ name: name.replaceAll('_', ' '), share: tookMs / whole }));
}

async function changeByHand(browser: Browser, { domain, name, password }: Account): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${domain}/login`);
  await page.locator('#username').fill(name);
  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/account');
  await page.goto(`${domain}/account/security/password`);
  const candidate = `${randomBytes(15).toString('base64url')}-Aa1`;
  await page.locator('#current_password').fill(password);
  await page.locator('#new_password').fill(candidate);
  await page.locator('#confirm_password').fill(candidate);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.waitForLoadState();
  await context.close();
}
