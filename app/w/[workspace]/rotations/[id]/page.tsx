import type { Metadata } from 'next';
import { RotationPage } from '../_rotation/rotation-page';

export const metadata: Metadata = { title: 'Rotation' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <RotationPage id={id} />;
}
