'use client';

import { useFormContext } from 'react-hook-form';
import { Card } from '@/app/_ui/card';
import { Checkbox } from '@/app/_ui/checkbox';
import type { EntryFormValues } from './entry-form-schema';

export function SessionSection() {
  const { register } = useFormContext<EntryFormValues>();
  return (
    <Card title="Session">
      <Checkbox
        label="Keep the session between runs"
        description="Runs begin signed in while the site allows it, and type no password then. Cookies and storage of this site are kept encrypted, and forgotten when the password is rotated."
        {...register('keeps_session')}
      />
    </Card>
  );
}
