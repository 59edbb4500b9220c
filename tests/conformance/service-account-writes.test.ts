import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { demoUser } from '@/lib/sandbox/demo-user';
import { LOSSY_KINDS } from '@/lib/sandbox/onepassword/faults/lossy';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import type { SecretProvider } from '@/lib/secrets/provider';
import { World } from './provider-world';
import { control, startSeeded } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let world: World;
/** Two of them, as two processes would have: their write lanes do not know each other. */
let providers: [SecretProvider, SecretProvider];

beforeAll(async () => {
  sandbox = await startSeeded();
  const provider = () =>
    createServiceAccountProvider({
      token: Secret.of(sandbox.token(READ_WRITE_ACCOUNT)),
      allowedHosts: ['127.0.0.1:*'],
      clock: systemClock,
      integrationVersion: '1.0.0',
    });
  providers = [provider(), provider()];
  world = new World({ sandbox, provider: providers[0], itemRead: 'GET .*/item/' });
});
afterAll(async () => {
  await Promise.all(providers.map((provider) => provider.close()));
  await sandbox.close();
});

const LOGIN = {
  username: 'ada',
  password: 'old-Pass-1',
  totp: `otpauth://totp/X:ada?secret=${demoUser.totpSecret}`,
  websites: ['https://one.example'],
  notes: 'Käse und Brot',
  fields: [
    { label: 'PIN', value: 'a longer value 123', type: 'text' as const, section: 'Bank' },
    { label: 'Word', value: 'Caf\u0065\u0301 secret', type: 'concealed' as const, section: 'Bank' },
  ],
};

test('G23: fifty parallel writes to one vault through two lanes are all applied, and no field is lost', async () => {
  const references = Array.from({ length: 50 }, (_, index) => world.add(`Parallel ${index}`, LOGIN));
  const before = references.map((reference) => world.stored(reference).content.fields.length);
  const written = await Promise.all(
    references.map((reference, index) =>
      providers[index % 2 === 0 ? 0 : 1].writeFields(reference, 1, {
        password: Secret.of(`next-Pass-${index}`),
      }),
    ),
  );
  expect(written.map(({ version }) => version)).toEqual(references.map(() => 2));
  references.forEach((reference, index) => {
    const { content } = world.stored(reference);
    expect(content.fields.find((field) => field.id === 'password')?.value).toBe(`next-Pass-${index}`);
    expect(content.fields.length).toBe(before[index]);
    expect(content.notes).toBe(LOGIN.notes);
  });
}, 120_000);

test.each(LOSSY_KINDS)('G7: a write that %s is found out and not reported as done', async (kind) => {
  const reference = world.add(`Lossy ${kind}`, LOGIN);
  await control(sandbox, 'POST /lossy', { kind, backend: 'service_account' });
  const writing = providers[0].writeFields(reference, 1, { rotationMarker: 'r1' });
  await expect(writing).rejects.toMatchObject({ kind: 'lossy', retryable: false });
});
