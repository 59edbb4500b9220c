import type { VaultEntryView } from '@/lib/contract/vault-entry';

/** A vault entry as the API shows it: stored here, complete, without a warning. */
export function entryView(change: Partial<VaultEntryView> = {}): VaultEntryView {
  return {
    id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
    workspace_id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7a00',
    version: 1,
    permissioned_user_id: 'acme-user',
    domain: 'https://acme.example',
    user_alias: null,
    source: 'stored',
    has: { username: true, password: true, one_time_password: false },
    secret_provider: null,
    secret_ref: null,
    item: null,
    field_references: {},
    extra_secrets: {},
    secret_cache_ttl_seconds: null,
    effective_cache_ttl_seconds: null,
    tfa_method: null,
    extra_origins: [],
    keeps_session: false,
    session: null,
    warnings: [],
    last_used_at: null,
    created_at: '2031-01-01T00:00:00.000Z',
    updated_at: '2031-01-01T00:00:00.000Z',
    ...change,
  };
}
