import Link from 'next/link';
import { Button } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';

export default function NotFoundInWorkspace() {
  return (
    <>
      <PageHeader title="There is nothing at this address" sentence="It may have been deleted or moved." />
      <Button asChild>
        <Link href="/">Go to the overview</Link>
      </Button>
    </>
  );
}
