'use client';

import { Controller, useFormContext } from 'react-hook-form';
import { ChoiceCards } from '@/app/_ui/choice-cards';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { PlanChoice } from '../_connections/plan-choice';
import { CliGuide } from '../_guides/cli-guide';
import { ConnectServerGuide } from '../_guides/connect-server-guide';
import { ServiceAccountGuide } from '../_guides/service-account-guide';
import type { ConnectForm } from './connect-form';
import { ConnectServerFields } from './connect-server-fields';
import { TokenField } from './token-field';

/** What the chosen mode asks for, after how to come by it. */
export function ModeFields() {
  const { watch } = useFormContext<ConnectForm>();
  switch (watch('mode')) {
    case 'service_account':
      return (
        <>
          <ServiceAccountGuide />
          <TokenField kind="service_account" />
          <Plan />
        </>
      );
    case 'connect':
      return (
        <>
          <ConnectServerGuide />
          <ConnectServerFields />
        </>
      );
    case 'cli':
      return (
        <>
          <CliGuide />
          <CliFields />
        </>
      );
  }
}

function Plan() {
  const { control } = useFormContext<ConnectForm>();
  return (
    <Controller
      control={control}
      name="plan"
      render={({ field, fieldState }) => (
        <PlanChoice value={field.value} onChange={field.onChange} error={fieldState.error?.message} />
      )}
    />
  );
}

const IDENTITIES = [
  {
    value: 'account',
    label: 'Signed-in account',
    description: 'Sees every vault of the person who is signed in on this machine. Has no rate limit.',
  },
  {
    value: 'service_account',
    label: 'Service account',
    description: 'Its token is handed to op for each call; nobody has to be signed in.',
  },
] as const;

function CliFields() {
  const { control, watch, register, formState } = useFormContext<ConnectForm>();
  return (
    <>
      <Controller
        control={control}
        name="signed_in_as"
        render={({ field }) => (
          <ChoiceCards
            legend="Whose access op uses"
            columns={2}
            choices={IDENTITIES}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      {watch('signed_in_as') === 'account' ? (
        <Field
          label="Account"
          description="Short-hand, e-mail address or id, as “op account list” shows it."
          error={formState.errors.account?.message}
          required
        >
          {(field) => (
            <Input
              {...field}
              className="font-mono"
              autoComplete="off"
              autoCapitalize="off"
              {...register('account')}
            />
          )}
        </Field>
      ) : (
        <>
          <TokenField kind="service_account" />
          <Plan />
        </>
      )}
    </>
  );
}
