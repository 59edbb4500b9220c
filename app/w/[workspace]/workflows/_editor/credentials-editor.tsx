'use client';

import { Plus, Trash2 } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { newKey } from './step-draft';
import type { CredentialDraft } from './workflow-draft';
import type { Issues } from './workflow-issues';

export interface CredentialsEditorProps {
  credentials: CredentialDraft[];
  onChange: (credentials: CredentialDraft[]) => void;
  issues: Issues;
}

/** The vault schema: aliases that steps sign in with, and the site each is for. */
export function CredentialsEditor({ credentials, onChange, issues }: CredentialsEditorProps) {
  const replace = (changed: CredentialDraft) =>
    onChange(credentials.map((other) => (other.key === changed.key ? changed : other)));
  return (
    <Card
      title="Credentials"
      sentence="What the steps sign in with. Each run says which vault entry stands behind an alias."
    >
      {credentials.map((credential) => (
        <div key={credential.key} className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[12rem_1fr_auto]">
          <Field label="Alias" error={issues.get(`vault_schema.${credential.alias}`)} required>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                value={credential.alias}
                onChange={(event) => replace({ ...credential, alias: event.target.value.toUpperCase() })}
              />
            )}
          </Field>
          <Field
            label="Site"
            className="max-sm:col-start-1"
            error={issues.get(`vault_schema.${credential.alias}.domain`)}
            required
          >
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                placeholder="acme.com"
                value={credential.domain}
                onChange={(event) => replace({ ...credential, domain: event.target.value })}
              />
            )}
          </Field>
          <Button
            variant="quiet"
            size="icon"
            className="mt-6 max-sm:col-start-2 max-sm:row-start-1"
            aria-label={`Delete credential ${credential.alias}`}
            onClick={() => onChange(credentials.filter((other) => other !== credential))}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        className="w-fit"
        onClick={() => onChange([...credentials, { key: newKey(), alias: '', domain: '' }])}
      >
        <Plus aria-hidden />
        Add credential
      </Button>
    </Card>
  );
}
