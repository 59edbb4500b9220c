'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { TextLink } from '@/app/_ui/text-link';

/** Sends a signed-out person to the sign-in page and back here afterwards. A layout does not know its page's address. */
export function SignedOut() {
  const router = useRouter();
  const pathname = usePathname();
  const address = `/sign-in?next=${encodeURIComponent(pathname)}`;
  useEffect(() => router.replace(address), [router, address]);
  return (
    <main className="mx-auto max-w-sm px-4 py-24">
      <h1 className="text-xl font-semibold">You are not signed in</h1>
      <p>
        <TextLink href={address}>Sign in</TextLink>
      </p>
    </main>
  );
}
