'use client';

import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ProviderMode } from '@/lib/contract/secret-provider';

const FIRST_STAGE: Record<ProviderMode, string> = {
  service_account: 'Signing in to 1Password…',
  connect: 'Asking the Connect server…',
  cli: 'Starting op…',
};
const LATER_STAGES = ['Listing vaults…', 'Still waiting for 1Password…'] as const;
const LATER_STAGE_STARTS_MILLISECONDS = [1500, 8000] as const;

/**
 * What the server is doing, in words. It does not report its stages, so they follow the usual course of the check:
 * sign in, then list vaults.
 */
export function ConnectProgress({ mode }: { mode: ProviderMode }) {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = LATER_STAGE_STARTS_MILLISECONDS.map((delay, index) =>
      setTimeout(() => setStage(index + 1), delay),
    );
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <p role="status" className="flex items-center gap-2 text-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
      {stage === 0 ? FIRST_STAGE[mode] : LATER_STAGES[stage - 1]}
    </p>
  );
}
