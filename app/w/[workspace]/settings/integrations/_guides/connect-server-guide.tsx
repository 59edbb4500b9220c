import { Snippet } from '@/app/_ui/mono';
import { Guide, GuidePart, GuideSteps, Permissions } from './guide';

const SERVER_COMMAND = 'op connect server create latchkey --vaults Automation';
const TOKEN_COMMAND = 'op connect token create latchkey --server latchkey --vault Automation,rw';

/** After https://developer.1password.com/docs/connect/get-started. */
const STEPS = [
  'Sign in at 1Password.com, open Developer, then Directory, and choose “Other” for infrastructure secrets.',
  'Create a Connect server and name it “latchkey”.',
  'Choose the vaults it may serve. Personal vaults cannot be given.',
  'Issue an access token for the vaults your automations use, to read or to read and write. 1Password shows it once.',
  'Save the credentials file and deploy the server with it, where Latchkey can reach it.',
];

const PERMISSIONS = [
  { name: 'r', words: 'Needed: lists items, and reads username, password and codes at run time.' },
  {
    name: 'rw',
    words: 'For password rotation only, which writes the new password back. With “r” everything else works.',
  },
];

export function ConnectServerGuide() {
  return (
    <Guide title="How to set up the Connect server">
      <GuidePart title="With the 1Password command line">
        <p className="text-muted">
          Put the name of your vault in place of “Automation”. The first command writes
          1password-credentials.json, which belongs to the server you deploy; the second prints the token for
          this form.
        </p>
        <Snippet what="command that creates the server">{SERVER_COMMAND}</Snippet>
        <Snippet what="command that creates the token">{TOKEN_COMMAND}</Snippet>
      </GuidePart>
      <GuidePart title="Or in the 1Password web app">
        <GuideSteps steps={STEPS} />
      </GuidePart>
      <Permissions of={PERMISSIONS} />
    </Guide>
  );
}
