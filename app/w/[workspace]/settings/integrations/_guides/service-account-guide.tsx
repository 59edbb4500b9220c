import { Snippet } from '@/app/_ui/mono';
import { Guide, GuidePart, GuideSteps, Permissions } from './guide';

export const SERVICE_ACCOUNT_COMMAND =
  'op service-account create "latchkey" --vault Automation:read_items,write_items --expires-in 90d';

const STEPS = [
  'Sign in at 1Password.com, open Developer, then Service Accounts.',
  'Create a service account and name it “latchkey”.',
  'Give it the vaults your automations use. Personal vaults cannot be given.',
  'Choose its permissions for each vault. They cannot be changed later.',
  'Copy the token. 1Password shows it once.',
];

const PERMISSIONS = [
  { name: 'read_items', words: 'Needed: lists items, and reads username, password and codes at run time.' },
  {
    name: 'write_items',
    words:
      'For password rotation only, which writes the new password back. Without it everything else works.',
  },
];

export function ServiceAccountGuide() {
  return (
    <Guide title="How to create the service account">
      <GuidePart title="With the 1Password command line">
        <p className="text-muted">Put the name of your vault in place of “Automation”.</p>
        <Snippet what="command">{SERVICE_ACCOUNT_COMMAND}</Snippet>
      </GuidePart>
      <GuidePart title="Or in the 1Password web app">
        <GuideSteps steps={STEPS} />
      </GuidePart>
      <Permissions of={PERMISSIONS} />
    </Guide>
  );
}
