import type { Metadata } from 'next';
import { RecipePage } from '../../_recipe/recipe-page';

export const metadata: Metadata = { title: 'Site recipe' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <RecipePage entryId={id} />;
}
