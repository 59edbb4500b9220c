import type { Permission, Role } from '@/lib/contract/workspace';

export const ROLE_WORDS: Record<Role, { label: string; description: string }> = {
  owner: { label: 'Owner', description: 'Everything, and cannot be removed by others.' },
  admin: { label: 'Admin', description: 'Everything, including connections, members and keys.' },
  member: { label: 'Member', description: 'Adds entries and workflows, starts runs and rotations.' },
  viewer: { label: 'Viewer', description: 'Sees everything but secrets, changes nothing.' },
};

export const PERMISSION_WORDS: Record<Permission, { label: string; description: string }> = {
  'vault:read': {
    label: 'See vault entries',
    description: 'Domains, users and sources; never secret values.',
  },
  'vault:write': { label: 'Change vault entries', description: 'Add, edit, bind and delete entries.' },
  'secrets:resolve': {
    label: 'Resolve secrets',
    description: 'Get usernames, passwords and codes, encrypted with the API encryption key.',
  },
  'codes:write': {
    label: 'Hand on e-mail codes',
    description: 'Deliver mails with one-time codes; nothing else.',
  },
  'providers:read': {
    label: 'See connections',
    description: 'Secret providers, their vaults and item titles.',
  },
  'providers:admin': {
    label: 'Manage connections',
    description: 'Connect, change and disconnect secret providers.',
  },
  'workflows:read': { label: 'See workflows', description: 'Their steps and inputs.' },
  'workflows:write': { label: 'Change workflows', description: 'Create, edit and delete workflows.' },
  'runs:read': {
    label: 'See runs',
    description: 'Progress, data, errors and screenshots; results of sign-in tests.',
  },
  'runs:write': {
    label: 'Start and stop runs',
    description: 'Start runs and interrupt them; test whether an entry signs in.',
  },
  'rotations:read': {
    label: 'See rotations',
    description: 'Their history, schedules and alerts; never a password.',
  },
  'rotations:write': {
    label: 'Rotate passwords',
    description: 'Start and schedule rotations, answer those that need a person, edit site recipes.',
  },
  'members:read': { label: 'See members', description: 'Names, addresses and roles.' },
  'members:admin': { label: 'Manage members', description: 'Invite, change roles, remove.' },
  'keys:admin': { label: 'Manage API keys', description: 'Create and revoke keys, see the encryption key.' },
  'webhooks:admin': {
    label: 'Manage webhooks',
    description: 'Add, change, test and delete addresses that are told of events.',
  },
  'audit:read': { label: 'See the audit log', description: 'Who did what, and when; export and verify it.' },
};
