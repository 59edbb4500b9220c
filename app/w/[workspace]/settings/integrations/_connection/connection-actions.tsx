'use client';

import { KeyRound, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useClearCachedSecrets, useTestProvider } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { notify } from '@/app/_ui/toast';
import { plural } from '@/app/_words/plural';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { DisconnectDialog } from './disconnect-dialog';
import { ReplaceTokenDialog } from './replace-token-dialog';
import { SwitchButton } from './switch-button';

export function ConnectionActions({ provider }: { provider: SecretProviderView }) {
  const { slug } = useWorkspace();
  const [disconnecting, setDisconnecting] = useState(false);
  const [replacing, setReplacing] = useState(false);
  const test = useTestProvider(slug, provider.id);
  const clear = useClearCachedSecrets(slug, provider.id);
  const runTest = () =>
    test.mutate(undefined, {
      onSuccess: (tested) => {
        if (tested.health === 'ok') notify.done('The connection works');
        else notify.failed(tested.last_error ?? { message: 'The connection does not work.' });
      },
      onError: (error) => notify.failed(asProblem(error)),
    });
  const runClear = () =>
    clear.mutate(undefined, {
      onSuccess: ({ cleared }) => notify.done(clearedWords(cleared)),
      onError: (error) => notify.failed(asProblem(error)),
    });
  const active = provider.status === 'active';
  // A token from the environment is replaced there, and a person's account has none.
  const ownToken = provider.token_env === null && provider.account === null;
  return (
    <>
      {active ? (
        <Button disabled={test.isPending} onClick={runTest}>
          <RefreshCw aria-hidden />
          {test.isPending ? 'Asking 1Password…' : 'Test connection'}
        </Button>
      ) : null}
      {ownToken ? (
        <Button onClick={() => setReplacing(true)}>
          <KeyRound aria-hidden />
          Replace token
        </Button>
      ) : null}
      <Button disabled={clear.isPending} onClick={runClear}>
        {clear.isPending ? 'Clearing…' : 'Clear cached secrets'}
      </Button>
      <SwitchButton provider={provider} />
      <Button onClick={() => setDisconnecting(true)}>Disconnect</Button>
      <ReplaceTokenDialog provider={provider} open={replacing} onOpenChange={setReplacing} />
      <DisconnectDialog provider={provider} open={disconnecting} onOpenChange={setDisconnecting} />
    </>
  );
}

function clearedWords(cleared: number): string {
  if (cleared === 0) return 'Nothing was cached. The next run reads 1Password.';
  return `${plural(cleared, 'cached login')} cleared. The next run reads 1Password.`;
}
