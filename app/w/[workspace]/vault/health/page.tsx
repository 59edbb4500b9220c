import type { Metadata } from 'next';
import { HealthPage } from '../_health/health-page';

export const metadata: Metadata = { title: 'Bindings' };

export default function Page() {
  return <HealthPage />;
}
