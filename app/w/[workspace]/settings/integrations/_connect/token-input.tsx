'use client';

import type { ComponentProps } from 'react';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { type TokenKind, tokenShape } from './token-shape';

const WORDS = {
  service_account: {
    label: 'Service account token',
    placeholder: 'ops_…',
    start: 'Starts with “ops_”.',
  },
  connect: {
    label: 'Connect access token',
    placeholder: 'eyJ…',
    start: 'Starts with “eyJ”.',
  },
} as const satisfies Record<TokenKind, object>;

export interface TokenInputProps {
  kind: TokenKind;
  /** What is in the field now. */
  typed: string;
  error?: string | undefined;
  input: ComponentProps<'input'>;
}

/** Says at once when what was pasted cannot be a token of the kind. */
export function TokenInput({ kind, typed, error, input }: TokenInputProps) {
  const { label, placeholder, start } = WORDS[kind];
  const shape = tokenShape(typed, kind);
  return (
    <Field
      label={label}
      description={
        shape.kind === 'plausible'
          ? 'The shape is right. It is checked with 1Password before anything is saved.'
          : `${start} Kept encrypted; only its last four characters are shown again.`
      }
      error={shape.kind === 'wrong' ? shape.message : error}
      required
    >
      {(control) => (
        <Input
          {...control}
          type="password"
          className="font-mono"
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          {...input}
        />
      )}
    </Field>
  );
}
