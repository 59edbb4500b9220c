import type { Metadata } from 'next';
import { AddEntry } from '../_form/add-entry';

export const metadata: Metadata = { title: 'Add vault entry' };

export default function Page() {
  return <AddEntry />;
}
