import { redirect } from 'next/navigation';

export default async function SettingsPage(props: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await props.params;
  redirect(`/w/${workspace}/settings/integrations`);
}
