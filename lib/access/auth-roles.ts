import { createAccessControl } from 'better-auth/plugins/access';
import { defaultStatements } from 'better-auth/plugins/organization/access';

/**
 * The four roles in Better Auth's terms. It asks them only when an API key is made, as a second lock behind
 * `keys:admin`; what a role may do in the product is ROLE_PERMISSIONS in lib/contract/workspace.ts.
 */
export const accessControl = createAccessControl({
  ...defaultStatements,
  apiKey: ['create', 'read', 'update', 'delete'],
} as const);

const administrator = accessControl.newRole({
  organization: ['update'],
  member: ['create', 'update', 'delete'],
  invitation: ['create', 'cancel'],
  apiKey: ['create', 'read', 'update', 'delete'],
});

const nothing = accessControl.newRole({ organization: [] });

export const accessRoles = { owner: administrator, admin: administrator, member: nothing, viewer: nothing };
