'use client';

import { Controller, useFormContext } from 'react-hook-form';
import { ChoiceCards } from '@/app/_ui/choice-cards';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Textarea } from '@/app/_ui/textarea';
import type { ConnectForm } from './connect-form';
import { TokenField } from './token-field';

const TOKEN_PLACES = [
  { value: 'here', label: 'Paste it here', description: 'Kept encrypted in Latchkey’s database.' },
  {
    value: 'environment',
    label: 'Read it from the server’s environment',
    description: 'An operator has set a variable, or mounted a file. The token is in no database.',
  },
] as const;

/** Address, token and trust. There is no way to leave out the check of the certificate. */
export function ConnectServerFields() {
  const { register, control, watch, formState } = useFormContext<ConnectForm>();
  const { errors } = formState;
  return (
    <>
      <Field
        label="Address of the Connect server"
        description="Without “/v1”. Latchkey’s server must reach it; plain http works only for hosts that the operator allows."
        error={errors.base_url?.message}
        required
      >
        {(field) => (
          <Input
            {...field}
            type="url"
            className="font-mono"
            placeholder="https://connect.example.com"
            autoComplete="off"
            {...register('base_url')}
          />
        )}
      </Field>
      <Controller
        control={control}
        name="token_place"
        render={({ field }) => (
          <ChoiceCards
            legend="Where the access token is"
            columns={2}
            choices={TOKEN_PLACES}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      {watch('token_place') === 'here' ? <TokenField kind="connect" /> : <TokenVariable />}
      <Field
        label="Certificate authority"
        description="For a server with a certificate of your own authority: its certificate in PEM. It then counts for this connection in place of the public ones."
        error={errors.ca_pem?.message}
        optional
      >
        {(field) => (
          <Textarea
            {...field}
            rows={3}
            className="font-mono text-sm"
            placeholder="-----BEGIN CERTIFICATE-----"
            autoComplete="off"
            spellCheck={false}
            {...register('ca_pem')}
          />
        )}
      </Field>
    </>
  );
}

function TokenVariable() {
  const { register, formState } = useFormContext<ConnectForm>();
  return (
    <Field
      label="Environment variable"
      description={
        <>
          Starts with <code className="font-mono">LATCHKEY_CONNECT_TOKEN</code>. The variable holds the token,
          or the one of the same name with <code className="font-mono">_FILE</code> behind it holds the path
          of a file that does; never both.
        </>
      }
      error={formState.errors.token_env?.message}
      required
    >
      {(field) => (
        <Input
          {...field}
          className="font-mono"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          {...register('token_env')}
        />
      )}
    </Field>
  );
}
