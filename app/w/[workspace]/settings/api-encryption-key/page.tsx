import type { Metadata } from 'next';
import { EncryptionKeyPage } from './_key/encryption-key-page';

export const metadata: Metadata = { title: 'API encryption key' };

export default function Page() {
  return <EncryptionKeyPage />;
}
