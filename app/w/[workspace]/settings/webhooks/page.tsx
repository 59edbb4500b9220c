import type { Metadata } from 'next';
import { WebhooksPage } from './_webhooks/webhooks-page';

export const metadata: Metadata = { title: 'Webhooks' };

export default function Page() {
  return <WebhooksPage />;
}
