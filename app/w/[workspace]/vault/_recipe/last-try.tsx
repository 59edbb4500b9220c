'use client';

import { useQuery } from '@tanstack/react-query';
import { newestCheckQuery } from '@/app/_queries/sign-in-checks';
import { Card } from '@/app/_ui/card';
import { type Fact, Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { RelativeTime } from '@/app/_ui/relative-time';
import { StateMark } from '@/app/_ui/state-mark';
import { checkMark, checkSentence } from '@/app/_words/sign-in-check';
import type { ChangeFormFinding, SignInCheckView } from '@/lib/contract/sign-in-check';
import { useWorkspace } from '../../_shell/workspace-context';
import { CheckEvidence } from '../_entry/check-evidence';

/** The dry run: signed in for real, looked for the change form, and left it as it was. */
export function LastTry({ entryId }: { entryId: string }) {
  const { slug, can } = useWorkspace();
  const query = useQuery({ ...newestCheckQuery(slug, entryId, true), enabled: can('runs:read') });
  const check = query.data;
  return (
    <Card
      title="Dry run"
      sentence="Signs in with the recipe above, looks for the form that changes the password, and stops before anything is typed into it."
    >
      {check ? <Finding check={check} /> : <p className="text-muted">Not tried yet.</p>}
    </Card>
  );
}

function Finding({ check }: { check: SignInCheckView }) {
  const { tone, label } = checkMark(check);
  const form = check.change_form;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateMark tone={tone}>{label}</StateMark>
        {form ? (
          <StateMark tone={form.found ? 'ok' : 'failed'}>
            {form.found ? 'Change form found' : 'No change form'}
          </StateMark>
        ) : null}
        <span className="text-sm text-muted">
          <RelativeTime at={check.finished_at ?? check.created_at} />, asked by {check.requested_by}
        </span>
      </div>
      <p role="status" className="break-words">
        {form?.message ?? checkSentence(check)}
      </p>
      {check.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {check.next_step}
        </p>
      ) : null}
      {form?.found ? <Facts facts={formFacts(form)} /> : null}
      <CheckEvidence lines={check.evidence} open={check.state === 'running'} />
    </div>
  );
}

function formFacts({ address, fields, rules }: ChangeFormFinding): Fact[] {
  const facts: Array<[string, string | null | undefined]> = [
    ['Fields', fields && fieldWords(fields)],
    ['Shortest', rules?.min_length?.toString()],
    ['Longest', rules?.max_length?.toString()],
    ['Pattern', rules?.pattern],
    ['Password rules', rules?.password_rules],
    ['What it says', rules?.policy_text],
  ];
  return [
    ...(address ? [{ name: 'Address', value: <Mono copy="address">{address}</Mono> }] : []),
    ...facts.flatMap(([name, value]) => (value ? [{ name, value }] : [])),
  ];
}

function fieldWords({ current, next, code }: NonNullable<ChangeFormFinding['fields']>): string {
  return [
    current > 0 ? 'The present password' : 'No present password',
    `the new one ${next === 1 ? 'once' : 'twice'}`,
    ...(code ? ['a one-time code'] : []),
  ].join(', ');
}
