import type { Metadata } from 'next';
import { BulkPage } from '../_bulk/bulk-page';

export const metadata: Metadata = { title: 'Bind many entries' };

export default function Page() {
  return <BulkPage />;
}
