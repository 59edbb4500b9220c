'use client';

import { Controller, useFormContext } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { Select } from '@/app/_ui/select';
import { CACHE_CHOICES, cacheDurationWords } from '@/app/_words/cache-duration';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import type { EntryFormValues } from './entry-form-schema';
import { FieldMapping } from './field-mapping';
import { ItemPicker } from './item-picker';

export interface ProviderFieldsProps {
  providers: readonly SecretProviderView[];
  entry: VaultEntryView | undefined;
}

export function ProviderFields({ providers, entry }: ProviderFieldsProps) {
  const { register, control, formState, watch, setValue } = useFormContext<EntryFormValues>();
  const providerId = watch('secret_provider_id');
  const chosen = providers.find((provider) => provider.id === providerId);
  const connection = register('secret_provider_id', {
    // References name vaults of one account; another connection may see others.
    onChange: () => setValue('secret_ref', ''),
  });
  return (
    <>
      <Field label="Connection" error={formState.errors.secret_provider_id?.message} required>
        {(field) => (
          <Select {...field} {...connection}>
            <option value="">Choose a connection</option>
            {providers.map((provider) => (
              <option key={provider.id} value={provider.id} disabled={provider.status === 'disabled'}>
                {provider.status === 'disabled' ? `${provider.name} (disabled)` : provider.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {providerId ? (
        <Controller
          control={control}
          name="secret_ref"
          render={({ field, fieldState }) => (
            <ItemPicker
              key={providerId}
              providerId={providerId}
              domain={watch('domain')}
              value={field.value}
              known={entry?.secret_ref === field.value ? entry?.item : null}
              onPick={field.onChange}
              error={fieldState.error?.message}
              inputRef={field.ref}
            />
          )}
        />
      ) : null}
      <FieldMapping />
      <CacheOverride connectionSeconds={chosen?.cache_ttl_seconds} />
    </>
  );
}

function CacheOverride({ connectionSeconds }: { connectionSeconds: number | undefined }) {
  const { register, formState, getValues } = useFormContext<EntryFormValues>();
  const current = getValues('secret_cache_ttl_seconds');
  const known = current === '' || CACHE_CHOICES.some((choice) => String(choice.seconds) === current);
  const standard =
    connectionSeconds === undefined
      ? 'Use the connection’s default'
      : `Use the connection’s default (${cacheDurationWords(connectionSeconds)})`;
  return (
    <Field
      label="Cache"
      description="How long username and password may be kept here, encrypted. One-time codes are never kept."
      error={formState.errors.secret_cache_ttl_seconds?.message}
    >
      {(field) => (
        <Select {...field} {...register('secret_cache_ttl_seconds')}>
          <option value="">{standard}</option>
          {CACHE_CHOICES.map((choice) => (
            <option key={choice.seconds} value={String(choice.seconds)}>
              {choice.label}
            </option>
          ))}
          {known ? null : <option value={current}>{cacheDurationWords(Number(current))}</option>}
        </Select>
      )}
    </Field>
  );
}
