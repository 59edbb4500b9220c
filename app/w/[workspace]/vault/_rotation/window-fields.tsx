'use client';

import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { Checkbox } from '@/app/_ui/checkbox';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { WEEKDAYS } from '@/app/_words/schedule';
import type { ScheduleValues } from './schedule-form';

export function WindowFields({ form, timeZone }: { form: UseFormReturn<ScheduleValues>; timeZone: string }) {
  const windowed = useWatch({ control: form.control, name: 'windowed' });
  const { errors } = form.formState;
  return (
    <>
      <Checkbox
        label="Only within a window"
        description="Left off, it is done at any time of the day."
        {...form.register('windowed')}
      />
      {windowed ? (
        <div className="flex flex-col gap-3 border-l-2 pl-4">
          <div className="grid grid-cols-2 gap-3">
            <Field label="From" error={errors.from?.message}>
              {(control) => <Input {...control} type="time" {...form.register('from')} />}
            </Field>
            <Field label="To" error={errors.to?.message}>
              {(control) => <Input {...control} type="time" {...form.register('to')} />}
            </Field>
          </div>
          <p className="text-sm text-muted">
            In {timeZone}. An end before the beginning lies on the next day.
          </p>
          <Controller
            control={form.control}
            name="weekdays"
            render={({ field }) => <Weekdays value={field.value} onChange={field.onChange} />}
          />
        </div>
      ) : null}
    </>
  );
}

function Weekdays({ value, onChange }: { value: number[]; onChange: (days: number[]) => void }) {
  const toggle = (day: number, on: boolean) =>
    onChange(on ? [...value, day].sort() : value.filter((other) => other !== day));
  return (
    <fieldset>
      <legend className="font-medium">Days on which it opens</legend>
      <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {WEEKDAYS.map(({ value: day, label }) => (
          <Checkbox
            key={day}
            label={label}
            checked={value.includes(day)}
            onChange={(event) => toggle(day, event.target.checked)}
          />
        ))}
      </div>
      <p className="mt-1 text-sm text-muted">None chosen: every day.</p>
    </fieldset>
  );
}
