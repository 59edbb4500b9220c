'use client';

import { Controller, useFormContext } from 'react-hook-form';
import { Card } from '@/app/_ui/card';
import { type Choice, ChoiceCards } from '@/app/_ui/choice-cards';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import type { EntryFormValues, KeptValues } from './entry-form-schema';
import { ProviderFields } from './provider-fields';
import { StoredFields } from './stored-fields';

const SOURCES: ReadonlyArray<Choice<EntryFormValues['source']>> = [
  {
    value: 'stored',
    label: 'Store here',
    description: 'You enter username and password; they are kept here, encrypted.',
  },
  {
    value: 'provider',
    label: '1Password',
    description: 'Read from an item at run time. 1Password stays the source of truth.',
  },
];

export interface CredentialsSectionProps {
  providers: readonly SecretProviderView[];
  entry: VaultEntryView | undefined;
  kept: KeptValues;
}

export function CredentialsSection({ providers, entry, kept }: CredentialsSectionProps) {
  const { control, watch, getValues, setValue } = useFormContext<EntryFormValues>();
  const choose = (source: EntryFormValues['source'], onChange: (value: string) => void) => {
    onChange(source);
    // A code of a bound item comes from the item, so the method cannot stay "Authenticator".
    if (source === 'provider' && getValues('tfa_method') === 'AUTHENTICATOR') setValue('tfa_method', 'NONE');
  };
  const source = watch('source');
  return (
    <Card title="Credentials">
      {providers.length > 0 ? (
        <Controller
          control={control}
          name="source"
          render={({ field, fieldState }) => (
            <ChoiceCards
              legend="Credentials source"
              choices={SOURCES}
              columns={2}
              value={field.value}
              onChange={(value) => choose(value, field.onChange)}
              error={fieldState.error?.message}
            />
          )}
        />
      ) : null}
      {source === 'provider' ? (
        <ProviderFields providers={providers} entry={entry} />
      ) : (
        <StoredFields kept={kept} />
      )}
    </Card>
  );
}
