import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemActor } from '@/lib/access/actor';
import { API_KEY_LETTERS, API_KEY_PREFIX } from '@/lib/access/auth';
import { createApiKey } from '@/lib/access/create-api-key';
import { createApiKeyVerifier, type VerifyApiKey } from '@/lib/access/verify-api-key';
import { readEnv } from '@/lib/env';
import { newId } from '@/lib/kernel/id';
import { createLog } from '@/lib/log';
import { openWebServices, type WebServices } from '@/lib/web-services';
import { startEmbedded } from '../scripts/embedded-pg.mjs';
import { migrate } from '../scripts/migrate.mjs';
import { quantile, welch, withoutSlowest } from './key-timing/welch';

/**
 * `npm run bench -- key-timing [--samples 100000] [--json]`: G25. Does the time of a refusal tell how much of a real key
 * was guessed? Keys that share all but their last letter with a real one take turns with random keys; Welch's |t| below
 * 4.5 is no difference beyond noise. 100,000 samples of each take some ten minutes, 5,000 (the default) half a minute.
 */
const { values } = parseArgs({
  options: { samples: { type: 'string', default: '5000' }, json: { type: 'boolean', default: false } },
});
const samples = Number(values.samples);
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LIMIT = 4.5;
/** What is slower than this share of all is a pause of the machine. */
const KEPT = 0.95;

const dir = await mkdtemp(join(tmpdir(), 'latchkey-bench-keys-'));
const postgres = await startEmbedded({ dir });
try {
  await migrate({ databaseUrl: postgres.url });
  const env = readEnv({
    DATABASE_URL: postgres.url,
    LATCHKEY_KEK: randomBytes(32).toString('base64'),
    NODE_ENV: 'production',
  });
  const services = openWebServices(env, createLog('bench', 'silent'));
  const key = await realKey(services);
  const verify = createApiKeyVerifier(services);
  const near: number[] = [];
  const random: number[] = [];
  for (let index = 0; index < samples; index += 1) {
    // In turns and in no fixed order, so that whatever drifts drifts for both.
    const nearFirst = randomInt(2) === 0;
    for (const isNear of [nearFirst, !nearFirst]) {
      const time = await refusalTime(verify, isNear ? nearMiss(key) : randomKey());
      (isNear ? near : random).push(time);
    }
  }
  report(near, random);
  await services.close();
} finally {
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
}
// A figure missed on a busy machine is for a person to judge: the exit code tells only whether it could be measured.
process.exit(0);

async function realKey(services: WebServices): Promise<string> {
  const { people } = services.db;
  const workspaceId = newId();
  const user = await people.user.create({ data: { name: 'bench', email: 'bench@example.com' } });
  await people.workspace.create({ data: { id: workspaceId, name: 'bench', slug: 'bench' } });
  await people.member.create({ data: { workspaceId, userId: user.id, role: 'owner' } });
  const actor = systemActor(workspaceId, 'bench');
  return (await createApiKey(services, actor, { name: 'bench', scopes: ['vault:read'] })).key;
}

async function refusalTime(verify: VerifyApiKey, key: string): Promise<number> {
  const started = process.hrtime.bigint();
  const refused = await verify(key).then(
    () => false,
    () => true,
  );
  if (!refused) throw new Error('a wrong key was accepted');
  return Number(process.hrtime.bigint() - started) / 1000;
}

function nearMiss(key: string): string {
  const others = LETTERS.replace(key.at(-1) ?? '', '');
  return key.slice(0, -1) + others[randomInt(others.length)];
}

function randomKey(): string {
  const letters = Array.from({ length: API_KEY_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]);
  return API_KEY_PREFIX + letters.join('');
}

function report(near: number[], random: number[]): void {
  const limit = quantile([...near, ...random], KEPT);
  const t = Math.abs(welch(withoutSlowest(near, limit), withoutSlowest(random, limit)));
  const medians = { near: quantile(near, 0.5), random: quantile(random, 0.5) };
  const met = t < LIMIT;
  if (values.json) {
    console.log(JSON.stringify({ bench: 'key-timing', samples, t, target: `<${LIMIT}`, met, medians }));
    return;
  }
  console.log(
    `median refusal: all but one letter right ${medians.near.toFixed(0)} us, random ${medians.random.toFixed(0)} us`,
  );
  console.log(`Welch |t| of ${samples} each: ${t.toFixed(2)}   <${LIMIT}  ${met ? 'met' : 'MISSED'}`);
}
