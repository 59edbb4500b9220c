import type { WorkflowInput } from '@/lib/contract/workflow';

/** Signs in to the demo site and reads the account page: the main job, ready to press Run. */
export function demoWorkflow(siteOrigin: string): WorkflowInput {
  return {
    name: 'Read the Acme account',
    description: 'Signs in with user name, password and one-time code, then reads plan and invoices.',
    steps: [
      { action: 'goto', url: `${siteOrigin}/login` },
      { action: 'sign_in', credential: 'USER' },
      { action: 'goto', url: `${siteOrigin}/account`, label: 'Open the account page' },
      {
        action: 'extract',
        label: 'Read greeting and invoices',
        fields: {
          greeting: { selector: 'h1' },
          invoices: { selector: '[data-testid="invoice-number"]', many: true },
        },
      },
      { action: 'screenshot', name: 'account' },
    ],
    vault_schema: { USER: { type: 'credential', domain: siteOrigin } },
  };
}
