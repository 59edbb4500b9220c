import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { oneTimePasswordTests, readingTests } from './provider-suite-reading';
import { writingTests } from './provider-suite-writing';
import { expectKind, type ProviderUnderTest, World } from './provider-world';
import { control } from './sandbox-session';

export interface ProviderSubject {
  name: string;
  create(): Promise<ProviderUnderTest>;
}

/** What every 1Password backend must do alike. What one cannot do is skipped with its reason, so that a report shows it. */
export const providerSuite = (subject: ProviderSubject): void => {
  describe(`${subject.name} as a secret provider`, () => {
    let world: World;
    beforeAll(async () => {
      world = new World(await subject.create());
    });
    afterEach(() => world.calmDown());
    afterAll(() => world.close());

    readingTests(() => world);
    oneTimePasswordTests(() => world);
    writingTests(() => world);
    failureTests(() => world);
  });
};

function failureTests(world: () => World): void {
  const read = () => world().provider.readLogin(world().named('Acme Prod Login'));

  it('a used-up request limit is rate_limited, and over when it is over', async (context) => {
    context.skip(world().provider.capabilities.mode === 'connect', 'a Connect server has no request limit');
    await control(world().sandbox, 'POST /throttle', { next: 1 });
    await expectKind(read(), 'rate_limited');
    expect((await read()).title).toBe('Acme Prod Login');
  });

  it('an outage and a broken connection are unavailable', async () => {
    // More often than any backend tries a read.
    const fault = { route: world().itemRead, times: 10 };
    await control(world().sandbox, 'POST /faults', { ...fault, status: 500 });
    await expectKind(read(), 'unavailable');
    await world().calmDown();
    await control(world().sandbox, 'POST /faults', { ...fault, destroy: true });
    await expectKind(read(), 'unavailable');
  });

  it('a revoked token is unauthorised for a provider that was signed in, and works again when restored', async () => {
    await read();
    await control(world().sandbox, `POST /accounts/${READ_WRITE_ACCOUNT}/revoke`);
    await expectKind(read(), 'unauthorised');
    await expectKind(read(), 'unauthorised');
    await control(world().sandbox, `POST /accounts/${READ_WRITE_ACCOUNT}/restore`);
    expect((await read()).title).toBe('Acme Prod Login');
  });

  it('a caller who has given up gets its answer at once', async () => {
    const options = { signal: AbortSignal.abort() };
    await expectKind(world().provider.readLogin(world().named('Acme Prod Login'), options), 'timeout');
  });

  it('what it has spent is counted', async (context) => {
    const before = world().provider.rateBudget();
    if (!before) return context.skip('the backend has no limit');
    await read();
    expect(world().provider.rateBudget()?.hour.used).toBeGreaterThan(before.hour.used);
  });
}
