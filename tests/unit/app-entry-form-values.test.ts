import { describe, expect, it } from 'vitest';
import { entryFormSchema } from '@/app/w/[workspace]/vault/_form/entry-form-schema';
import {
  atFormField,
  entryBody,
  keptValues,
  NOTHING_KEPT,
  newEntryValues,
  valuesOfEntry,
} from '@/app/w/[workspace]/vault/_form/entry-form-values';
import { createEntry } from '@/lib/contract/vault-entry';
import { entryView } from '../support/entry-view';

const PROVIDER = '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7a01';
const REFERENCE = 'op://hfnjvi6aymbsnfc2xeeoheizda/wepiqdxdzncjtnvmv5fegud4qy';

const bound = entryView({
  source: 'provider',
  secret_provider: { id: PROVIDER, name: 'Production', status: 'active' },
  secret_ref: REFERENCE,
  secret_cache_ttl_seconds: 0,
  user_alias: 'Ada',
  extra_origins: ['https://login.acme.example', 'https://id.acme.example'],
  field_references: { username: 'op://Shared/Acme/Portal/Customer' },
  extra_secrets: { pin: { reference: 'op://Shared/Acme/PIN', present: true } },
});

describe('the form of a vault entry', () => {
  it('gives back a binding as it was', () => {
    const body = entryBody(valuesOfEntry(bound));
    expect(createEntry.parse(body)).toEqual({
      permissioned_user_id: bound.permissioned_user_id,
      domain: bound.domain,
      user_alias: 'Ada',
      tfa_method: null,
      extra_origins: bound.extra_origins,
      source: 'provider',
      secret_provider_id: PROVIDER,
      secret_ref: REFERENCE,
      secret_cache_ttl_seconds: 0,
      field_references: bound.field_references,
      extra_secrets: { pin: 'op://Shared/Acme/PIN' },
    });
  });

  it('finds the field for what the server says of lists, mapped fields and further secrets', () => {
    const values = valuesOfEntry(bound);
    const placed = (field: string) => atFormField({ field, message: 'Wrong' }, values);
    expect(placed('domain')).toEqual({ field: 'domain', message: 'Wrong' });
    expect(placed('extra_origins.1')).toEqual({ field: 'extra_origins', message: 'Line 2: Wrong' });
    expect(placed('field_references.username').field).toBe('map_username');
    expect(placed('extra_secrets.pin').field).toBe('extra_secrets.0.reference');
    expect(placed('extra_secrets.gone').field).toBe('extra_secrets');
  });

  it('refuses two further secrets of one name, and names that workflows cannot use', () => {
    const row = { name: 'pin', reference: 'op://Shared/Acme/PIN' };
    const check = (extra_secrets: Array<typeof row>) =>
      entryFormSchema(NOTHING_KEPT).safeParse({ ...valuesOfEntry(bound), extra_secrets });
    expect(check([row]).success).toBe(true);
    expect(check([row, row]).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'extra_secrets.1.name',
    ]);
    expect(check([{ ...row, name: 'The PIN' }]).success).toBe(false);
  });

  it('tells "no override" from "off"', () => {
    const standard = valuesOfEntry({ ...bound, secret_cache_ttl_seconds: null });
    expect(standard.secret_cache_ttl_seconds).toBe('');
    expect(entryBody(standard).secret_cache_ttl_seconds).toBeNull();
    expect(valuesOfEntry(bound).secret_cache_ttl_seconds).toBe('0');
  });

  it('sends no stored value with a binding, even one typed before the source was changed', () => {
    const body = entryBody({
      ...valuesOfEntry(bound),
      username: 'ada',
      password: 'typed',
      totp_secret: 'typed',
    });
    expect(JSON.stringify(body)).not.toContain('typed');
    expect(body).not.toHaveProperty('username');
  });

  it('sends nothing for a stored value that was left empty, which keeps it', () => {
    const stored = entryView({ has: { username: true, password: true, one_time_password: true } });
    const values = { ...valuesOfEntry(stored), password: 'new' };
    expect(entryFormSchema(keptValues(stored)).safeParse(values).success).toBe(true);
    const body = entryBody(values);
    expect(body).toMatchObject({ source: 'stored', password: 'new' });
    expect(body).not.toHaveProperty('username');
    expect(body).not.toHaveProperty('totp_secret');
  });

  it('says of sessions only what is another answer than before: which parts are kept is stated elsewhere', () => {
    const kept = entryView({ keeps_session: true });
    expect(entryBody(valuesOfEntry(kept), true)).not.toHaveProperty('keep_session');
    expect(entryBody({ ...valuesOfEntry(kept), keeps_session: false }, true)).toMatchObject({
      keep_session: false,
    });
    expect(entryBody({ ...valuesOfEntry(bound), keeps_session: true }, false)).toMatchObject({
      keep_session: true,
    });
  });

  it('drops an authenticator secret once another method is chosen', () => {
    const values = { ...newEntryValues(undefined), totp_secret: 'typed', tfa_method: 'EMAIL' as const };
    expect(entryBody(values)).not.toHaveProperty('totp_secret');
    expect(entryBody({ ...values, tfa_method: 'AUTHENTICATOR' })).toMatchObject({ totp_secret: 'typed' });
  });

  it('keeps no stored value of an entry that has none', () => {
    expect(keptValues(bound)).toEqual(NOTHING_KEPT);
  });

  it('asks for what its source needs', () => {
    const missing = (values: object) =>
      entryFormSchema(NOTHING_KEPT)
        .safeParse({
          ...newEntryValues(undefined),
          permissioned_user_id: 'a',
          domain: 'acme.example',
          ...values,
        })
        .error?.issues.map((issue) => issue.path.join('.'));
    expect(missing({})).toEqual(['username', 'password']);
    expect(missing({ source: 'provider' })).toEqual(['secret_provider_id', 'secret_ref']);
    expect(missing({ username: 'a', password: 'b', tfa_method: 'AUTHENTICATOR' })).toEqual(['totp_secret']);
  });

  it('takes further sites one per line', () => {
    const values = {
      ...newEntryValues(undefined),
      extra_origins: ' https://a.example \n\n https://b.example\n',
    };
    expect(entryBody(values).extra_origins).toEqual(['https://a.example', 'https://b.example']);
  });
});
