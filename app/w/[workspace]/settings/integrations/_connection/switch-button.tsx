'use client';

import { Power, PowerOff } from 'lucide-react';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useSwitchProvider } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { notify } from '@/app/_ui/toast';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { DisableDialog } from './disable-dialog';

/** Disable, or Enable: one button, so that the focus is not lost when it changes. */
export function SwitchButton({ provider }: { provider: SecretProviderView }) {
  const { slug } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const enable = useSwitchProvider(slug, provider.id, 'enable');
  const disabled = provider.status === 'disabled';
  const runEnable = () => {
    if (enable.isPending) return;
    enable.mutate(undefined, {
      onSuccess: () => notify.done(`${provider.name} is enabled`),
      onError: (error) => notify.failed(asProblem(error)),
    });
  };
  return (
    <>
      <Button
        variant={disabled ? 'primary' : 'secondary'}
        // Not `disabled`: that would drop the focus while the button is busy.
        aria-disabled={enable.isPending}
        onClick={disabled ? runEnable : () => setAsking(true)}
      >
        {disabled ? <Power aria-hidden /> : <PowerOff aria-hidden />}
        {disabled ? enableWords(enable.isPending) : 'Disable'}
      </Button>
      <DisableDialog provider={provider} open={asking} onOpenChange={setAsking} />
    </>
  );
}

function enableWords(busy: boolean): string {
  return busy ? 'Enabling…' : 'Enable';
}
