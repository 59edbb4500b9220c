'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { asProblem } from '@/app/_queries/api-problem';
import { rotationSettingsQuery, useDeleteSchedule, useSaveSchedule } from '@/app/_queries/rotation-schedules';
import { Button } from '@/app/_ui/button';
import { Checkbox } from '@/app/_ui/checkbox';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { applyFieldErrors } from '@/app/_ui/form-errors';
import { Input } from '@/app/_ui/input';
import { notify } from '@/app/_ui/toast';
import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import { useWorkspace } from '../../_shell/workspace-context';
import { fieldOf, scheduleForm, toBody, valuesOf } from './schedule-form';
import { WindowFields } from './window-fields';

export interface ScheduleDialogProps {
  entryId: string;
  /** Null: none yet. */
  schedule: RotationScheduleView | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ScheduleDialog({ entryId, schedule, open, onOpenChange }: ScheduleDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={schedule ? 'Change the schedule' : 'Rotate on a schedule'}
      description="The password is changed every so many days. What cannot be changed is tried again and shown as overdue."
    >
      <ScheduleForm entryId={entryId} schedule={schedule} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface ScheduleFormProps {
  entryId: string;
  schedule: RotationScheduleView | null;
  onClose: () => void;
}

function ScheduleForm({ entryId, schedule, onClose }: ScheduleFormProps) {
  const { slug } = useWorkspace();
  const settings = useQuery(rotationSettingsQuery(slug));
  const save = useSaveSchedule(slug, entryId);
  const form = useForm({ resolver: zodResolver(scheduleForm), defaultValues: valuesOf(schedule) });
  const submit = form.handleSubmit((values) =>
    save.mutate(toBody(values), {
      onSuccess: () => {
        notify.done(schedule ? 'Schedule changed' : 'Schedule set');
        onClose();
      },
      onError: (error) => {
        const errors = asProblem(error).fields.map((one) => ({ ...one, field: fieldOf(one.field) }));
        applyFieldErrors(form.setError, ['every_days', 'from', 'to'], errors);
      },
    }),
  );
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {save.error ? <ErrorNotice error={asProblem(save.error)} /> : null}
        <Field
          label="Every how many days"
          error={form.formState.errors.every_days?.message}
          description="Counted from the last change of the password."
          required
        >
          {(control) => (
            <Input {...control} inputMode="numeric" autoComplete="off" {...form.register('every_days')} />
          )}
        </Field>
        <WindowFields form={form} timeZone={schedule?.time_zone ?? settings.data?.time_zone ?? 'UTC'} />
        <Checkbox
          label="Also when the site asks for a new password"
          description="A run that meets the demand fails; the rotation starts by itself."
          {...form.register('on_forced_change')}
        />
        {schedule ? (
          <Checkbox
            label="Paused"
            description="Nothing is started until it goes on; the due date stays."
            {...form.register('paused')}
          />
        ) : null}
      </DialogBody>
      <DialogFooter>
        {schedule ? <RemoveSchedule entryId={entryId} onRemoved={onClose} /> : null}
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={save.isPending}>
          {save.isPending ? 'Saving…' : 'Save schedule'}
        </Button>
      </DialogFooter>
    </form>
  );
}

function RemoveSchedule({ entryId, onRemoved }: { entryId: string; onRemoved: () => void }) {
  const { slug } = useWorkspace();
  const remove = useDeleteSchedule(slug, entryId);
  const press = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify.done('No longer rotated by itself');
        onRemoved();
      },
      onError: (error) => notify.failed(asProblem(error)),
    });
  return (
    <Button className="mr-auto" disabled={remove.isPending} onClick={press}>
      {remove.isPending ? 'Removing…' : 'Remove schedule'}
    </Button>
  );
}
