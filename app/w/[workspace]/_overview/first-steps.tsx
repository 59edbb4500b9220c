'use client';

import { ChevronRight, CircleCheck, CircleDashed } from 'lucide-react';
import Link from 'next/link';
import { Card } from '@/app/_ui/card';
import { classNames } from '@/app/_ui/class-names';
import { useWorkspace } from '../_shell/workspace-context';
import type { HealthFacts } from './health-sentence';

/** From nothing to a first run: connect, bind, run. Each step shows its state and is a link. */
export function FirstSteps({ facts }: { facts: HealthFacts }) {
  const { href } = useWorkspace();
  const connected = facts.providers.length > 0;
  const steps = [
    {
      title: 'Connect 1Password',
      words: 'With a service account that sees only the vaults your automations need.',
      done: connected,
      address: connected ? href('/settings/integrations') : href('/settings/integrations?connect=1'),
    },
    {
      title: 'Bind a vault entry',
      words: 'Say which item signs in to which site.',
      done: facts.entries.length > 0,
      address: facts.entries.length > 0 ? href('/vault') : href('/vault/new'),
    },
    {
      title: 'Run a workflow',
      words: 'Sign in for real and watch each step.',
      done: facts.runs.length > 0,
      address: href('/workflows'),
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <Card title="First steps">
      <ol className="grid gap-2 md:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title}>
            <Link
              href={step.address}
              className={classNames(
                'flex h-full items-start gap-2 rounded-md border p-3 hover:border-line-strong',
                index === next && 'border-accent bg-accent-soft',
              )}
            >
              {step.done ? (
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
              ) : (
                <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              )}
              <span className="flex-1">
                <span className="block font-medium">
                  {index + 1}. {step.title}
                </span>
                <span className="block text-sm text-muted">{step.words}</span>
                <span
                  className={classNames('block text-sm font-medium', step.done ? 'text-ok' : 'text-muted')}
                >
                  {stateWords(step.done, index === next)}
                </span>
              </span>
              <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function stateWords(done: boolean, next: boolean): string {
  if (done) return 'Done';
  return next ? 'Next' : 'Later';
}
