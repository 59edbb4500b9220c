import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** A connection as the API shows it: healthy, with one vault. */
export function providerView(change: Partial<SecretProviderView> = {}): SecretProviderView {
  return {
    id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7a01',
    workspace_id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7a00',
    provider_type: '1password',
    mode: 'service_account',
    name: 'Production',
    config_hint: 'ab12',
    cache_ttl_seconds: 300,
    stale_if_error: false,
    status: 'active',
    health: 'ok',
    owner: null,
    base_url: null,
    token_env: null,
    account: null,
    plan: 'other',
    budget: null,
    vaults: [
      { id: 'hfnjvi6aymbsnfc2xeeoheizda', title: 'Automation', read: true, write: 'yes', evidence: 'Seen.' },
    ],
    bound_entries: 0,
    token_expires_at: null,
    last_checked_at: null,
    last_success_at: null,
    clock: null,
    last_error: null,
    created_at: '2031-01-01T00:00:00.000Z',
    updated_at: '2031-01-01T00:00:00.000Z',
    ...change,
  };
}
