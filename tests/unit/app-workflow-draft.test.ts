import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newStep } from '@/app/w/[workspace]/workflows/_editor/step-draft';
import { outlineOf } from '@/app/w/[workspace]/workflows/_editor/step-outline';
import { draftOf, inputOf, newDraft } from '@/app/w/[workspace]/workflows/_editor/workflow-draft';
import {
  firstBadStep,
  issueSentence,
  issuesOfDraft,
} from '@/app/w/[workspace]/workflows/_editor/workflow-issues';
import { type WorkflowInput, workflowInput } from '@/lib/contract/workflow';
import { MOST_NESTED, MOST_PASSES, type WorkflowStep } from '@/lib/contract/workflow-step';

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/);
const alias = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,12}$/);
const label = fc.option(word, { nil: undefined }).map((text) => (text ? { label: text } : {}));
const address = word.map((path) => `https://acme.example/${path}?q={{input.${path}}}`);

const plainStep: fc.Arbitrary<WorkflowStep> = fc.oneof(
  fc.record({ label, url: address }).map((one) => ({ action: 'goto' as const, ...one.label, url: one.url })),
  fc.record({ label, credential: alias, url: fc.option(address, { nil: undefined }) }).map((one) => ({
    action: 'sign_in' as const,
    ...one.label,
    credential: one.credential,
    ...(one.url ? { url: one.url } : {}),
  })),
  fc
    .record({ label, fields: fc.dictionary(word, fieldToRead(), { minKeys: 1, maxKeys: 4 }) })
    .map((one) => ({ action: 'extract' as const, ...one.label, fields: one.fields })),
  fc
    .record({ label, name: word })
    .map((one) => ({ action: 'screenshot' as const, ...one.label, name: one.name })),
  fc
    .record({ label, selector: word, dry: fc.constantFrom({}, { end_here_on_dry_run: true }), act: act() })
    .map((one) => ({ ...one.label, ...one.dry, selector: one.selector, ...one.act })),
  fc.record({ label, key: fc.constantFrom('Enter', 'Control+A') }).map((one) => ({
    action: 'press' as const,
    ...one.label,
    key: one.key,
  })),
);

const step = stepOfHeight(MOST_NESTED);

/** Branches and repeats, no more than so many within each other. */
function stepOfHeight(height: number): fc.Arbitrary<WorkflowStep> {
  if (height === 0) return plainStep;
  const steps = fc.array(stepOfHeight(height - 1), { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { arbitrary: plainStep, weight: 3 },
    fc
      .record({
        label,
        condition: fc.oneof(elementCondition(), valueCondition()),
        steps,
        other: fc.option(steps),
      })
      .map((one) => ({
        action: 'branch' as const,
        ...one.label,
        if: one.condition,
        steps: one.steps,
        ...(one.other ? { else: one.other } : {}),
      })),
    fc.record({ label, at_most: fc.integer({ min: 1, max: MOST_PASSES }), way: way(), steps }).map((one) => ({
      action: 'repeat' as const,
      ...one.label,
      at_most: one.at_most,
      ...one.way,
      steps: one.steps,
    })),
  );
}

function way() {
  return fc.oneof(
    word.map((for_each) => ({ for_each })),
    elementCondition().map((condition) => ({ while: condition })),
    elementCondition().map((condition) => ({ until: condition })),
  );
}

function elementCondition() {
  const more = fc.constantFrom({}, { gone: true }, { text: 'Paid' }, { text: 'Paid', within_seconds: 5 });
  return fc.tuple(word, more).map(([selector, rest]) => ({ selector, ...rest }));
}

function valueCondition() {
  return fc.tuple(word, fc.constantFrom({}, { is: 'DE' })).map(([value, rest]) => ({ value, ...rest }));
}

/** What a step does with the element that it names. */
function act() {
  const gone = fc.constantFrom({}, { gone: true });
  return fc.oneof(
    word.map((value) => ({ action: 'fill' as const, value })),
    fc.tuple(alias, word).map(([one, name]) => ({
      action: 'fill' as const,
      secret: `${one}.${name.replaceAll('-', '_')}`,
    })),
    alias.map((credential) => ({ action: 'tfa' as const, credential })),
    fc.constant({ action: 'click' as const }),
    word.map((value) => ({ action: 'select' as const, value })),
    fc.tuple(gone, fc.integer({ min: 1, max: 120 })).map(([one, within_seconds]) => ({
      action: 'wait_for' as const,
      ...one,
      within_seconds,
    })),
    fc.tuple(gone, word).map(([one, text]) => ({ action: 'assert' as const, ...one, text })),
    word.map((name) => ({ action: 'download' as const, name })),
  );
}

function fieldToRead() {
  return fc
    .record({ selector: word, attribute: fc.option(word, { nil: undefined }), many: fc.boolean() })
    .map(({ selector, attribute, many }) => ({
      selector,
      ...(attribute ? { attribute } : {}),
      ...(many ? { many: true as const } : {}),
    }));
}

const property = fc
  .record({
    type: fc.constantFrom('string', 'integer', 'boolean', 'array'),
    description: fc.option(word, { nil: undefined }),
    rest: fc.constantFrom({}, { minimum: 3 }, { enum: ['a', 'b'] }, { items: { type: 'string' } }),
  })
  .map(({ type, description, rest }) => ({ type, ...(description ? { description } : {}), ...rest }));

const workflow: fc.Arbitrary<WorkflowInput> = fc
  .record({
    name: word,
    description: fc.oneof(fc.constant(''), word),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    properties: fc.dictionary(word, property, { maxKeys: 4 }),
    additionalProperties: fc.boolean(),
    vault_schema: fc.dictionary(
      alias,
      word.map((host) => ({ type: 'credential' as const, domain: `https://${host}.example` })),
      { maxKeys: 3 },
    ),
  })
  .map(({ properties, additionalProperties, ...rest }) => ({
    ...rest,
    input_schema: {
      type: 'object' as const,
      properties,
      required: Object.keys(properties).filter((_, index) => index % 2 === 0),
      additionalProperties,
    },
  }));

describe('the draft of a workflow', () => {
  it('gives back exactly the workflow it was made of', () => {
    fc.assert(
      fc.property(workflow, (input) => {
        expect(workflowInput.parse(inputOf(draftOf(input)))).toEqual(workflowInput.parse(input));
      }),
    );
  });

  it('finds nothing wrong with a workflow that the wire takes', () => {
    fc.assert(
      fc.property(workflow, (input) => {
        expect([...issuesOfDraft(draftOf(input))]).toEqual([]);
      }),
    );
  });

  it('gives every step and row a key of its own', () => {
    fc.assert(
      fc.property(workflow, (input) => {
        const draft = draftOf(input);
        const steps = outlineOf(draft.steps).map((row) => row.step);
        const rows = [...steps, ...steps.flatMap((one) => one.fields), ...draft.credentials, ...draft.inputs];
        expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
      }),
    );
  });

  it('keeps what was typed when a step changes its kind and back', () => {
    const draft = draftOf({ name: 'One', steps: [{ action: 'goto', url: 'https://acme.example' }] });
    const [first] = draft.steps;
    if (!first) throw new Error('a step is missing');
    const there = { ...first, action: 'screenshot' as const, name: 'home' };
    const back = { ...there, action: 'goto' as const };
    expect(inputOf({ ...draft, steps: [back] }).steps).toEqual([
      { action: 'goto', url: 'https://acme.example' },
    ]);
  });

  it('says of a step within others what is wrong, by its number in the order of reading', () => {
    const bad = { ...newStep('branch'), key: 'bad', steps: [newStep('press')] };
    const draft = {
      ...newDraft(),
      name: 'One',
      steps: [{ ...newStep('branch'), selector: '#a', steps: [bad] }],
    };
    const found = issuesOfDraft(draft);
    expect(found.get('steps.0.steps.0.if.selector')).toBe('Say which element');
    expect(issueSentence('steps.0.steps.0.if.selector', 'x', draft.steps)).toBe('Step 2: x');
    expect(firstBadStep(found, draft.steps)?.key).toBe('bad');
    const late = { ...bad, selector: '#a', seconds: 'soon' };
    expect(issuesOfDraft({ ...draft, steps: [late] }).get('steps.0.if.within_seconds')).toBe(
      'Give a whole number',
    );
    const empty = issuesOfDraft({ ...draft, steps: [{ ...newStep('repeat'), selector: '#a' }] });
    expect(empty.get('steps.0.steps')).toBe('Add at least one step');
  });

  it('says which names are there twice, although the wire could not hold both', () => {
    const draft = newDraft();
    const [credential] = draft.credentials;
    if (!credential) throw new Error('a credential is missing');
    const doubled = { ...draft, credentials: [credential, { ...credential, key: 'other' }] };
    expect(issuesOfDraft(doubled).get('vault_schema.USER')).toBe('This alias is there twice');
  });
});
