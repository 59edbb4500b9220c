'use client';

import { Card } from '@/app/_ui/card';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { STEP_ACTION_WORDS } from '@/app/_words/step-words';
import { ElementFields } from './element-fields';
import { ExtractFields } from './extract-fields';
import { FlowFields } from './flow-fields';
import type { StepDraft } from './step-draft';
import type { Issues } from './workflow-issues';

export interface StepPropertiesProps {
  step: StepDraft;
  number: number;
  /** Of the step on the wire: `steps.2.else.0`. */
  path: string;
  aliases: readonly string[];
  inputNames: readonly string[];
  /** Inputs that are lists. */
  lists: readonly string[];
  onChange: (step: StepDraft) => void;
  issues: Issues;
}

export function StepProperties(props: StepPropertiesProps) {
  const { step, number, path, onChange, issues } = props;
  const words = STEP_ACTION_WORDS[step.action];
  return (
    <Card title={`Step ${number}: ${words.label}`} sentence={words.description}>
      {step.action === 'goto' ? <AddressField {...props} label="Address" required /> : null}
      {step.action === 'sign_in' ? <SignInFields {...props} /> : null}
      {step.action === 'tfa' ? <CredentialField {...props} /> : null}
      {step.action === 'screenshot' || step.action === 'download' ? <NameField {...props} /> : null}
      <FlowFields {...props} />
      <ElementFields {...props} />
      {step.action === 'extract' ? (
        <ExtractFields
          fields={step.fields}
          path={`${path}.fields`}
          onChange={(fields) => onChange({ ...step, fields })}
          issues={issues}
        />
      ) : null}
      <Field
        label="Label"
        description="Shown in place of the step’s own words."
        error={issues.get(`${path}.label`)}
        optional
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={step.label}
            onChange={(event) => onChange({ ...step, label: event.target.value })}
          />
        )}
      </Field>
    </Card>
  );
}

interface AddressFieldProps extends StepPropertiesProps {
  label: string;
  required?: boolean;
}

function AddressField({ step, path, onChange, issues, inputNames, label, required }: AddressFieldProps) {
  const variables = inputNames.map((name) => `{{input.${name}}}`).join(', ');
  return (
    <Field
      label={label}
      description={
        required
          ? `A whole address, such as https://acme.com/login.${variables ? ` Inputs go in as ${variables}.` : ''}`
          : 'Where the sign-in form is. Left empty: the page the run is on.'
      }
      error={issues.get(`${path}.url`)}
      {...(required ? { required: true } : { optional: true })}
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={step.url}
          onChange={(event) => onChange({ ...step, url: event.target.value })}
        />
      )}
    </Field>
  );
}

function SignInFields(props: StepPropertiesProps) {
  return (
    <>
      <CredentialField {...props} />
      <AddressField {...props} label="Sign-in page" />
    </>
  );
}

function CredentialField({ step, path, aliases, onChange, issues }: StepPropertiesProps) {
  const unknown = step.credential !== '' && !aliases.includes(step.credential);
  return (
    <Field
      label="Credential"
      description="One of the workflow’s credentials. Which vault entry it is, a run decides."
      error={issues.get(`${path}.credential`)}
      required
    >
      {(control) => (
        <Select
          {...control}
          value={step.credential}
          onChange={(event) => onChange({ ...step, credential: event.target.value })}
        >
          <option value="">Choose a credential</option>
          {aliases.map((alias) => (
            <option key={alias} value={alias}>
              {alias}
            </option>
          ))}
          {unknown ? <option value={step.credential}>{step.credential} (not declared)</option> : null}
        </Select>
      )}
    </Field>
  );
}

function NameField({ step, path, onChange, issues }: StepPropertiesProps) {
  return (
    <Field
      label={step.action === 'download' ? 'File name' : 'Screenshot name'}
      error={issues.get(`${path}.name`)}
      required
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={step.name}
          onChange={(event) => onChange({ ...step, name: event.target.value })}
        />
      )}
    </Field>
  );
}
