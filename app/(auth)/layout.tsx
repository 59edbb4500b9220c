import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-6 px-4 py-12">
      <p className="flex items-center gap-2 text-lg font-semibold">
        <KeyRound aria-hidden className="size-5 text-accent" />
        Latchkey
      </p>
      {children}
    </main>
  );
}
