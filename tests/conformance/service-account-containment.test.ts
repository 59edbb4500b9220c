import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import type { SecretProvider } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { startPanicking } from './panicking-onepassword';
import { expectKind } from './provider-world';
import { itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let panicking: Awaited<ReturnType<typeof startPanicking>>;
let acme: SecretReference;

beforeAll(async () => {
  sandbox = await startSeeded();
  panicking = await startPanicking();
  acme = { vaultId: vaultNamed(sandbox, 'Automation').id, itemId: itemIdOf(sandbox, 'Acme Prod Login') };
});
afterAll(async () => {
  await panicking.close();
  await sandbox.close();
});

describe('a panic of the SDK', () => {
  it('is an error of its own call; the process and the other connections go on', async () => {
    const healthy = createServiceAccountProvider(depsFor(sandbox.token(READ_WRITE_ACCOUNT)));
    const sick = createServiceAccountProvider(depsFor(panicking.token));
    expect((await healthy.readLogin(acme)).title).toBe('Acme Prod Login');
    await expectKind(sick.check(), 'unavailable');
    // No error in between: the healthy one signs in to the new thread by itself.
    expect((await healthy.readLogin(acme)).title).toBe('Acme Prod Login');
    await sick.close();
    await healthy.close();
  });

  it('that repeats pauses its connection, so that it cannot keep ending the thread of the others', async () => {
    let now = Date.now();
    const clock = { ...systemClock, now: () => now };
    const sick = createServiceAccountProvider({ ...depsFor(panicking.token), clock });
    await expectKind(sick.check(), 'unavailable');
    await expectKind(sick.check(), 'unavailable');
    const healthy = createServiceAccountProvider(depsFor(sandbox.token(READ_WRITE_ACCOUNT)));
    const reading = Array.from({ length: 20 }, () => healthy.readLogin(acme));
    await expect(sick.check()).rejects.toThrow('paused');
    expect(await Promise.all(reading)).toHaveLength(20);
    now += 61_000;
    await expect(sick.check()).rejects.toThrow('restarted');
    await sick.close();
    await healthy.close();
  });
});

describe('the thread of the SDK', () => {
  it('works from a minified bundle of another place', async () => {
    const folder = await mkdtemp(join(process.cwd(), 'node_modules', '.latchkey-bundle-'));
    const outfile = join(folder, 'bundle.mjs');
    try {
      await build({
        entryPoints: ['lib/secrets/onepassword/service-account/service-account-provider.ts'],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        minify: true,
        keepNames: true,
        logLevel: 'silent',
      });
      const bundle: { createServiceAccountProvider: (deps: object) => SecretProvider } = await import(
        pathToFileURL(outfile).href
      );
      const provider = bundle.createServiceAccountProvider(depsFor(sandbox.token(READ_WRITE_ACCOUNT)));
      expect((await provider.readLogin(acme)).title).toBe('Acme Prod Login');
      await provider.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function depsFor(token: string) {
  return {
    token: Secret.of(token),
    allowedHosts: ['127.0.0.1:*'],
    clock: systemClock,
    integrationVersion: '1.0.0',
  };
}
