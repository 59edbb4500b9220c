import type { z } from 'zod';
import { nearestIssues } from '@/lib/contract/nearest-issues';
import { workflowInput } from '@/lib/contract/workflow';
import type { StepDraft } from './step-draft';
import { outlineOf, rowOfIssue } from './step-outline';
import { inputOf, type WorkflowDraft } from './workflow-draft';

/** Dotted path in the wire's spelling -> what is wrong there. The server names its field errors the same way. */
export type Issues = ReadonlyMap<string, string>;

export function issuesOfDraft(draft: WorkflowDraft): Issues {
  const parsed = workflowInput.safeParse(inputOf(draft));
  const issues = new Map(parsed.success ? [] : issuesOf(parsed.error));
  // Doubled names are one key on the wire, so the schema cannot see them.
  for (const alias of doubled(draft.credentials.map((credential) => credential.alias))) {
    issues.set(`vault_schema.${alias}`, 'This alias is there twice');
  }
  for (const { alias, domain } of draft.credentials) {
    if (domain.trim() === '') issues.set(`vault_schema.${alias}.domain`, 'Give the site it signs in to');
  }
  for (const name of doubled(draft.inputs.map((input) => input.name))) {
    issues.set(`input_schema.properties.${name}`, 'This name is there twice');
  }
  draft.inputs.forEach((input) => {
    if (input.name === '') issues.set('input_schema.properties.', 'Give it a name');
  });
  for (const { step, path } of outlineOf(draft.steps)) {
    if (step.action !== 'extract') continue;
    if (step.fields.length === 0) issues.set(`${path}.fields`, 'Add at least one value to read');
    for (const name of doubled(step.fields.map((field) => field.name))) {
      issues.set(`${path}.fields.${name}`, 'This name is there twice');
    }
  }
  return issues;
}

export function issuesOf(error: z.ZodError): Array<[string, string]> {
  return nearestIssues(error.issues).map((issue) => [issue.path.join('.'), words(issue)]);
}

function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return inner ? words(inner) : 'This name cannot be used';
  }
  // Messages of the contract stay; zod's own speak of types, to programmers.
  if (issue.code === 'invalid_type' && 'expected' in issue && issue.expected === 'number')
    return 'Give a whole number';
  if (issue.message.startsWith('Too small')) return 'Fill this in';
  if (issue.message.startsWith('Too big')) return 'This is too long';
  return issue.message;
}

function doubled(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

/** The first step with something wrong in it. */
export function firstBadStep(issues: Issues, steps: readonly StepDraft[]): StepDraft | undefined {
  const rows = outlineOf(steps);
  const bad = [...issues.keys()].flatMap((path) => rowOfIssue(rows, path) ?? []);
  return bad.sort((one, other) => one.number - other.number)[0]?.step;
}

/** "Step 2: Fill this in", for the summary above the form. */
export function issueSentence(path: string, message: string, steps: readonly StepDraft[]): string {
  const row = rowOfIssue(outlineOf(steps), path);
  if (row) return `Step ${row.number}: ${message}`;
  if (path.startsWith('vault_schema')) return `Credentials: ${message}`;
  if (path.startsWith('input_schema')) return `Inputs: ${message}`;
  return message;
}
