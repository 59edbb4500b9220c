import type { Metadata } from 'next';
import { VaultList } from './_list/vault-list';

export const metadata: Metadata = { title: 'Vault' };

export default function VaultPage() {
  return <VaultList />;
}
