'use client';

import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';

export interface Choice<V extends string> {
  value: V;
  label: string;
  description?: ReactNode;
  /** A choice that cannot be taken says why, beside itself. */
  disabledReason?: string | undefined;
}

export interface ChoiceCardsProps<V extends string> {
  legend: string;
  choices: ReadonlyArray<Choice<V>>;
  value: V;
  onChange: (value: V) => void;
  columns?: 1 | 2 | 3;
  error?: string | undefined;
}

/** Few choices, each with its consequence in words. */
export function ChoiceCards<V extends string>(props: ChoiceCardsProps<V>) {
  const id = useId();
  const columns = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3' }[props.columns ?? 1];
  const pick = (picked: string) => {
    const choice = props.choices.find((candidate) => candidate.value === picked);
    if (choice) props.onChange(choice.value);
  };
  return (
    <div className="flex flex-col gap-1">
      <span id={`${id}-legend`} className="font-medium">
        {props.legend}
      </span>
      <RadioGroup.Root
        aria-labelledby={`${id}-legend`}
        aria-describedby={props.error ? `${id}-error` : undefined}
        value={props.value}
        onValueChange={pick}
        className={classNames('grid gap-2', columns)}
      >
        {props.choices.map((choice) => (
          <ChoiceCard key={choice.value} id={`${id}-${choice.value}`} choice={choice} />
        ))}
      </RadioGroup.Root>
      {props.error ? (
        <p id={`${id}-error`} className="text-sm text-failed">
          {props.error}
        </p>
      ) : null}
    </div>
  );
}

function ChoiceCard<V extends string>({ id, choice }: { id: string; choice: Choice<V> }) {
  const disabled = choice.disabledReason !== undefined;
  const note = choice.disabledReason ?? choice.description;
  return (
    <div
      className={classNames(
        'relative flex items-start gap-2 rounded-md border border-line bg-surface p-2.5',
        'has-data-[state=checked]:border-accent has-data-[state=checked]:bg-accent-soft',
        disabled ? 'bg-sunken' : 'hover:border-line-strong',
      )}
    >
      <RadioGroup.Item
        id={id}
        value={choice.value}
        disabled={disabled}
        aria-describedby={note ? `${id}-note` : undefined}
        className="relative z-1 mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface disabled:cursor-not-allowed data-[state=checked]:border-accent"
      >
        <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
      </RadioGroup.Item>
      <div className="min-w-0">
        {/* The label covers the card, so all of it can be pressed. */}
        <label
          htmlFor={id}
          className={classNames('font-medium', disabled ? 'text-muted' : 'after:absolute after:inset-0')}
        >
          {choice.label}
        </label>
        {note ? (
          <div id={`${id}-note`} className="text-sm text-muted">
            {note}
          </div>
        ) : null}
      </div>
    </div>
  );
}
