import { z } from 'zod';

export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

/** What a role or an API key may do. Scopes of a key are a subset of these. */
export const PERMISSIONS = [
  'vault:read',
  'vault:write',
  'secrets:resolve',
  'codes:write',
  'providers:read',
  'providers:admin',
  'workflows:read',
  'workflows:write',
  'runs:read',
  'runs:write',
  'rotations:read',
  'rotations:write',
  'members:read',
  'members:admin',
  'keys:admin',
  'audit:read',
  'webhooks:admin',
] as const;
export const permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof permission>;

/**
 * Who may change a thing may see it: the answer to a change shows the thing. Starting runs does not include seeing them;
 * a key that only starts them needs no access to what they read.
 */
const INCLUDED: Partial<Record<Permission, Permission>> = {
  'vault:write': 'vault:read',
  'providers:admin': 'providers:read',
  'workflows:write': 'workflows:read',
  'rotations:write': 'rotations:read',
  'members:admin': 'members:read',
};

/** The permissions that the given ones amount to. */
export function withIncluded(permissions: readonly Permission[]): Permission[] {
  return [...new Set(permissions.flatMap((given) => [given, INCLUDED[given] ?? given]))];
}

export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  member: [
    'vault:read',
    'vault:write',
    'codes:write',
    'providers:read',
    'workflows:read',
    'workflows:write',
    'runs:read',
    'runs:write',
    'rotations:read',
    'rotations:write',
    'members:read',
  ],
  viewer: ['vault:read', 'providers:read', 'workflows:read', 'runs:read', 'rotations:read', 'members:read'],
};

export const createWorkspace = z.object({
  name: z.string().trim().min(1, 'Give the workspace a name').max(80),
});

export const workspace = z.object({
  id: z.uuid(),
  name: z.string(),
  slug: z.string(),
  role,
  permissions: z.array(permission),
  created_at: z.string(),
});
export type WorkspaceView = z.infer<typeof workspace>;

export const session = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  workspaces: z.array(workspace),
  demo: z.boolean(),
});
export type SessionView = z.infer<typeof session>;

export const member = z.object({
  id: z.string(),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  role,
  created_at: z.string(),
});
export type MemberView = z.infer<typeof member>;

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  status: z.string(),
  expires_at: z.string(),
  /** Shown to the inviter, who passes it on: this product sends no mail. */
  accept_url: z.string(),
});
export type InvitationView = z.infer<typeof invitation>;

export const inviteMember = z
  .object({ email: z.email('That is not an e-mail address'), role })
  .meta({ examples: [{ email: 'ada@acme.com', role: 'member' }] });
export const updateMember = z.object({ role });

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** First characters, to recognise it by. */
  start: z.string(),
  scopes: z.array(permission),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  created_at: z.string(),
});
export type ApiKeyView = z.infer<typeof apiKey>;

export const createApiKey = z.object({
  name: z.string().trim().min(1, 'Give the key a name').max(60),
  scopes: z.array(permission).min(1, 'Choose at least one scope'),
  expires_in_days: z.number().int().min(1).max(365).nullable().default(null),
});

/** The whole key, in this one answer only. */
export const createdApiKey = apiKey.extend({ key: z.string() });

/** A fresh password check guards the key that decrypts what clients send. */
export const revealApiEncryptionKey = z.object({ password: z.string().min(1, 'Enter your password') });
export const apiEncryptionKey = z.object({ key: z.string(), created_at: z.string() });
