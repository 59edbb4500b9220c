import { describe, expect, it } from 'vitest';
import { firstValues, readInputs } from '@/app/w/[workspace]/workflows/_run/input-values';
import { inputSchema } from '@/lib/contract/workflow';

const schema = inputSchema.parse({
  type: 'object',
  properties: {
    customer: { type: 'string' },
    count: { type: 'integer', default: 3 },
    share: { type: 'number' },
    urgent: { type: 'boolean' },
    tags: { type: 'array' },
    anything: {},
  },
  required: ['customer'],
});

describe('the inputs of a run', () => {
  it('start with the defaults of the workflow', () => {
    expect(firstValues(schema)).toEqual({
      customer: '',
      count: '3',
      share: '',
      urgent: false,
      tags: '',
      anything: '',
    });
  });

  it('are sent in the types the workflow asks for', () => {
    const typed = {
      customer: '42',
      count: '7',
      share: '0.5',
      urgent: true,
      tags: '["a"]',
      anything: '{"b":1}',
    };
    expect(readInputs(schema, typed)).toEqual({
      variables: { customer: '42', count: 7, share: 0.5, urgent: true, tags: ['a'], anything: { b: 1 } },
      errors: {},
    });
  });

  it('leave out what is empty, and ask for it when the workflow needs it', () => {
    expect(readInputs(schema, { customer: 'x', count: '' }).variables).toEqual({ customer: 'x' });
    expect(readInputs(schema, {})).toEqual({ variables: {}, errors: { customer: 'Fill this in' } });
  });

  it.each([
    ['count', '1.5', 'Give a whole number'],
    ['count', 'many', 'Give a whole number'],
    ['share', 'half', 'Give a number'],
    ['tags', 'a, b', 'Give valid JSON of the type array'],
  ])('say of %s that %s is wrong', (name, text, words) => {
    const read = readInputs(schema, { customer: 'x', [name]: text });
    expect(read.errors).toEqual({ [name]: words });
    expect(read.variables).not.toHaveProperty(name);
  });

  it('keep as text what need not be JSON', () => {
    expect(readInputs(schema, { customer: 'x', anything: 'plain words' }).variables).toMatchObject({
      anything: 'plain words',
    });
  });
});
