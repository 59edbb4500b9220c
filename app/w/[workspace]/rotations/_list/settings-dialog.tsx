'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { rotationSettingsQuery, useSaveRotationSettings } from '@/app/_queries/rotation-schedules';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { Skeleton } from '@/app/_ui/skeleton';
import { notify } from '@/app/_ui/toast';
import type { RotationSettings } from '@/lib/contract/rotation-schedule';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

export interface SettingsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function SettingsDialog({ open, onOpenChange }: SettingsDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Rotation settings"
      description="What holds for all rotations of this workspace."
    >
      <SettingsForm onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function SettingsForm({ onClose }: { onClose: () => void }) {
  const { slug } = useWorkspace();
  const query = useQuery(rotationSettingsQuery(slug));
  return (
    <Loaded
      query={query}
      skeleton={
        <DialogBody>
          <Skeleton className="w-1/2" />
        </DialogBody>
      }
    >
      {(settings) => <Fields settings={settings} onClose={onClose} />}
    </Loaded>
  );
}

const settingsForm = z.object({
  time_zone: z.string().min(1, 'Choose a time zone'),
  /** Empty: off. */
  flag_after_days: z.string().regex(/^\d*$/, 'A whole number of days'),
  rotate_on_forced_change: z.boolean(),
});

function Fields({ settings, onClose }: { settings: RotationSettings; onClose: () => void }) {
  const { slug } = useWorkspace();
  const save = useSaveRotationSettings(slug);
  const form = useForm({
    resolver: zodResolver(settingsForm),
    defaultValues: { ...settings, flag_after_days: settings.flag_after_days?.toString() ?? '' },
  });
  const submit = form.handleSubmit(({ flag_after_days, ...values }) =>
    save.mutate(
      { ...values, flag_after_days: flag_after_days === '' ? null : Number(flag_after_days) },
      {
        onSuccess: () => {
          notify.done('Settings saved');
          onClose();
        },
        onError: (error) => {
          applyFieldErrors(form.setError, ['time_zone', 'flag_after_days'], asProblem(error).fields);
        },
      },
    ),
  );
  const { errors } = form.formState;
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {save.error ? <ErrorNotice error={asProblem(save.error)} /> : null}
        <Field
          label="Time zone"
          description="Windows of schedules are meant in it."
          error={errors.time_zone?.message}
        >
          {(control) => (
            <Select {...control} {...form.register('time_zone')}>
              {timeZones(settings.time_zone).map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Rotate items that nobody changed for so many days"
          description="Leave it empty to switch this off. Entries with a schedule follow that instead; at most five are started in an hour."
          error={errors.flag_after_days?.message}
          optional
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              {...form.register('flag_after_days')}
            />
          )}
        </Field>
        <Checkbox
          label="Rotate when a site asks for a new password"
          description="For entries without a schedule. A run that meets the demand fails; the rotation starts by itself."
          {...form.register('rotate_on_forced_change')}
        />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {save.isPending ? 'Saving…' : 'Save settings'}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** What this browser knows, with UTC and the present one, which it may call by another name. */
function timeZones(present: string): string[] {
  return [...new Set(['UTC', present, ...Intl.supportedValuesOf('timeZone')])];
}
