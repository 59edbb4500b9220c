import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readOneTimePasswordOf } from '@/lib/secrets/onepassword/service-account/one-time-password';
import type { SdkItem } from '@/lib/secrets/onepassword/service-account/sdk-item';

const SEED = 'JUI3JUIFFY22BPYTBDC4G5QRMJQFS7XM';

function itemWith(value: string, code: string | null): SdkItem {
  const details = { type: 'Otp', content: { code, errorMessage: code === null ? 'SecretNotBase32' : null } };
  const fields = [{ id: 'TOTP_x', title: 'one-time password', fieldType: 'Totp', value, details }];
  return {
    id: 'i',
    title: 't',
    category: 'Login',
    vaultId: 'v',
    fields,
    sections: [],
    websites: [],
    version: 1,
  };
}

/** Each reading of the clock takes the next time. */
function clockOf(...seconds: number[]) {
  const left = [...seconds];
  return { now: () => (left.shift() ?? Number.NaN) * 1000, sleep: () => Promise.resolve() };
}

describe('a one-time code', () => {
  it('read within one step belongs to that step', async () => {
    const read = async () => itemWith(`otpauth://totp/X:a?secret=${SEED}`, '123456');
    const code = await readOneTimePasswordOf(read, clockOf(60, 89.9));
    expect(code).toMatchObject({ step: 2, periodSeconds: 30, digits: 6, validUntil: 90_000 });
  });

  it('read over the end of a step is thrown away and read once more', async () => {
    const codes = ['111111', '222222'];
    const read = async () => itemWith(SEED, codes.shift() ?? null);
    const code = await readOneTimePasswordOf(read, clockOf(89.9, 90.1, 90.2, 90.3));
    expect([code.code.reveal(), code.step]).toEqual(['222222', 3]);
  });

  it('that cannot be read within a step is unavailable, not wrong', async () => {
    const read = async () => itemWith(SEED, '111111');
    await expect(readOneTimePasswordOf(read, clockOf(1, 31, 32, 61))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });

  it.each([
    [`otpauth://totp/X:a?secret=${SEED}&period=60`, 60],
    [`otpauth://totp/X:a?secret=${SEED}`, 30],
    [`apple-otpauth://totp/X:a?secret=${SEED}`, 30],
    [SEED, 30],
    [SEED.toLowerCase(), 30],
  ])('%s has steps of %i seconds', async (stored, periodSeconds) => {
    const code = await readOneTimePasswordOf(async () => itemWith(stored, '12345678'), clockOf(0, 1));
    expect(code).toMatchObject({ periodSeconds, digits: 8 });
  });

  it('leaves the seed behind, in success and in failure', async () => {
    const uri = `otpauth://totp/X:a?secret=${SEED}&period=zero`;
    const code = await readOneTimePasswordOf(async () => itemWith(uri, '123456'), clockOf(0, 1));
    expect(inspect(code)).not.toMatch(new RegExp(`${SEED}|123456`));
    const failure = readOneTimePasswordOf(async () => itemWith(uri, null), clockOf(0, 1));
    await expect(failure).rejects.toMatchObject({ kind: 'unsupported' });
    await failure.catch((error: unknown) => expect(inspect(error)).not.toContain(SEED));
  });
});
