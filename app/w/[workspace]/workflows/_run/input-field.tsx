'use client';

import { Checkbox } from '@/app/_ui/checkbox';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { Textarea } from '@/app/_ui/textarea';

export interface InputFieldProps {
  name: string;
  schema: { type?: string | undefined; description?: string | undefined; [word: string]: unknown };
  required: boolean;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
  error: string | undefined;
}

/** One input variable, by its JSON Schema type. */
export function InputField({ name, schema, required, value, onChange, error }: InputFieldProps) {
  if (schema.type === 'boolean') {
    return (
      <Checkbox
        label={name}
        description={schema.description}
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  }
  const text = typeof value === 'string' ? value : '';
  const options = Array.isArray(schema.enum) ? schema.enum.filter((one) => typeof one === 'string') : [];
  return (
    <Field
      label={name}
      description={schema.description}
      error={error}
      {...(required ? { required: true } : { optional: true })}
    >
      {(control) => {
        if (options.length > 0) {
          return (
            <Select {...control} value={text} onChange={(event) => onChange(event.target.value)}>
              <option value="">Choose</option>
              {options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </Select>
          );
        }
        if (schema.type === 'array' || schema.type === 'object') {
          return (
            <Textarea
              {...control}
              spellCheck={false}
              className="font-mono"
              placeholder={schema.type === 'array' ? '[]' : '{}'}
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
          );
        }
        const numeric = schema.type === 'number' || schema.type === 'integer';
        return (
          <Input
            {...control}
            autoComplete="off"
            inputMode={numeric ? 'decimal' : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        );
      }}
    </Field>
  );
}
