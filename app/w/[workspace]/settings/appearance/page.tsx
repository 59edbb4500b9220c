import type { Metadata } from 'next';
import { PageHeader } from '@/app/_ui/page-header';
import { ThemeCards } from './theme-cards';

export const metadata: Metadata = { title: 'Appearance' };

export default function Page() {
  return (
    <>
      <PageHeader title="Appearance" sentence="Kept in this browser, for all workspaces." />
      <ThemeCards />
    </>
  );
}
