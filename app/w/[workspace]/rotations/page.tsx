import type { Metadata } from 'next';
import { RotationsPage } from './_list/rotations-page';

export const metadata: Metadata = { title: 'Rotations' };

export default function Page() {
  return <RotationsPage />;
}
