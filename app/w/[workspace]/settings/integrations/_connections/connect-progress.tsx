'use client';

import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';

const STAGES = ['Signing in to 1Password…', 'Listing vaults…', 'Still waiting for 1Password…'] as const;
const STAGE_STARTS_MILLISECONDS = [0, 1500, 8000] as const;

/**
 * What the server is doing, in words. It does not report its stages, so they follow the usual course of the check:
 * sign in, then list vaults.
 */
export function ConnectProgress() {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = STAGE_STARTS_MILLISECONDS.slice(1).map((delay, index) =>
      setTimeout(() => setStage(index + 1), delay),
    );
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <p role="status" className="flex items-center gap-2 text-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />
      {STAGES[stage]}
    </p>
  );
}
