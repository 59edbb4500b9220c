import { Snippet } from '@/app/_ui/mono';
import { Guide, GuidePart, GuideSteps, Permissions } from './guide';
import { SERVICE_ACCOUNT_COMMAND } from './service-account-guide';

/** After https://developer.1password.com/docs/cli/reference/commands/signin. */
const APP_STEPS = [
  'Install 1Password’s command line where Latchkey’s server runs.',
  'In the 1Password app, open the developer settings and turn on “Integrate with 1Password CLI”.',
  'Sign in, then take the account from the list.',
];

const WHAT_WORKS = [
  { name: 'reading', words: 'Works for every vault the account or the service account can see.' },
  {
    name: 'writing',
    words:
      'Off unless the operator allows it: op does not show passkeys and could drop one. Rotate passwords with one of the other modes.',
  },
];

export function CliGuide() {
  return (
    <Guide title="How to get op ready">
      <GuidePart title="As the person signed in on this machine">
        <GuideSteps steps={APP_STEPS} />
        <Snippet what="command that signs in">op signin</Snippet>
        <Snippet what="command that lists accounts">op account list</Snippet>
      </GuidePart>
      <GuidePart title="Or as a service account">
        <p className="text-muted">
          Create one on the command line, with your vault in place of “Automation”, or in the web app under
          Developer, Service Accounts.
        </p>
        <Snippet what="command that creates a service account">{SERVICE_ACCOUNT_COMMAND}</Snippet>
      </GuidePart>
      <Permissions of={WHAT_WORKS} />
    </Guide>
  );
}
