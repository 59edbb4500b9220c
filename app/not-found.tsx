import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from './_ui/button';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-3 px-4 py-24">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-muted">
        It may have been deleted, or it belongs to a workspace you are not a member of.
      </p>
      <Button asChild variant="primary">
        <Link href="/">Go to your workspace</Link>
      </Button>
    </main>
  );
}
