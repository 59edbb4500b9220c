'use client';

import { Controller, useFormContext } from 'react-hook-form';
import { type Choice, ChoiceCards } from '@/app/_ui/choice-cards';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { TWO_FACTOR_METHODS, TWO_FACTOR_WORDS, type TwoFactorMethod } from '@/app/_words/two-factor';
import type { EntryFormValues, KeptValues } from './entry-form-schema';

export function TwoFactorSection({ kept }: { kept: KeptValues }) {
  const { control, watch } = useFormContext<EntryFormValues>();
  const bound = watch('source') === 'provider';
  return (
    <>
      <Controller
        control={control}
        name="tfa_method"
        render={({ field, fieldState }) => (
          <ChoiceCards
            legend="Method"
            choices={choices(bound)}
            columns={2}
            value={field.value}
            onChange={field.onChange}
            error={fieldState.error?.message}
          />
        )}
      />
      {!bound && watch('tfa_method') === 'AUTHENTICATOR' ? <AuthenticatorSecret kept={kept} /> : null}
    </>
  );
}

function choices(bound: boolean): Array<Choice<TwoFactorMethod>> {
  return TWO_FACTOR_METHODS.map((value) => {
    const words = TWO_FACTOR_WORDS[value];
    if (bound && value === 'AUTHENTICATOR') {
      return { ...words, value, disabledReason: 'The code comes from the 1Password item.' };
    }
    if (bound && value === 'NONE') {
      return {
        ...words,
        value,
        description: 'No other method. If the item has a one-time password, it is used.',
      };
    }
    return { ...words, value };
  });
}

function AuthenticatorSecret({ kept }: { kept: KeptValues }) {
  const { register, formState } = useFormContext<EntryFormValues>();
  return (
    <Field
      label="Authenticator secret"
      description={
        kept.totp_secret
          ? 'Leave empty to keep the stored value.'
          : 'The setup key the site shows beside its QR code, or the whole otpauth:// address.'
      }
      error={formState.errors.totp_secret?.message}
      required={!kept.totp_secret}
    >
      {(control) => (
        <Input
          {...control}
          type="password"
          placeholder={kept.totp_secret ? '••••' : undefined}
          autoComplete="off"
          {...register('totp_secret')}
        />
      )}
    </Field>
  );
}
