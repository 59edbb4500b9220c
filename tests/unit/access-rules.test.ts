import { describe, expect, test } from 'vitest';
import type { Actor } from '@/lib/access/actor';
import { personActor } from '@/lib/access/actor';
import { fromStoredScopes, toStoredScopes } from '@/lib/access/api-key-scopes';
import { requireOwnerForOwners, requireOwnerLeft } from '@/lib/access/member-policy';
import { ownOrigins } from '@/lib/access/own-origins';
import { freeSlug, slugBase } from '@/lib/access/workspace-slug';
import { PERMISSIONS, ROLES, type Role } from '@/lib/contract/workspace';

const person = (role: Role) => personActor({ workspaceId: 'w', userId: 'u', name: 'N', role });
const key: Actor = {
  workspaceId: 'w',
  permissions: new Set(PERMISSIONS),
  who: { kind: 'api_key', keyId: 'k', name: 'ci' },
};

describe('owners', () => {
  test('are touched by owners only; a key with every scope is no owner', () => {
    expect(() => requireOwnerForOwners(person('owner'), 'owner', 'member')).not.toThrow();
    for (const actor of [person('admin'), person('member'), key]) {
      expect(() => requireOwnerForOwners(actor, 'member', 'owner')).toThrow(/Only an owner/);
      expect(() => requireOwnerForOwners(actor, 'owner', 'member')).toThrow(/Only an owner/);
    }
    expect(() => requireOwnerForOwners(key, 'admin', 'member')).not.toThrow();
  });

  test('the last one cannot step down or leave', () => {
    for (const to of [...ROLES.filter((role) => role !== 'owner'), null]) {
      expect(() => requireOwnerLeft({ from: 'owner', to, ownerCount: 1 })).toThrow(/only one/);
      expect(() => requireOwnerLeft({ from: 'owner', to, ownerCount: 2 })).not.toThrow();
      expect(() => requireOwnerLeft({ from: 'admin', to, ownerCount: 1 })).not.toThrow();
    }
    expect(() => requireOwnerLeft({ from: 'owner', to: 'owner', ownerCount: 1 })).not.toThrow();
  });
});

describe('scopes of a key', () => {
  test('come back from storage as they went in', () => {
    expect(new Set(fromStoredScopes(toStoredScopes(PERMISSIONS)))).toEqual(new Set(PERMISSIONS));
  });

  test('that this version does not know give no right', () => {
    expect(fromStoredScopes({ vault: ['read', 'everything'], moon: ['read'] })).toEqual(['vault:read']);
    expect(fromStoredScopes(null)).toEqual([]);
  });
});

describe('the address of a workspace', () => {
  test.each([
    ['Acme & Söhne', 'acme-sohne'],
    ['  -- Robots! -- ', 'robots'],
    ['日本', 'workspace'],
    ['x'.repeat(80), 'x'.repeat(40)],
  ])('of %s is %s', (name, slug) => expect(slugBase(name)).toBe(slug));

  test('is another one when it is taken', () => {
    expect(freeSlug('acme', new Set())).toBe('acme');
    expect(freeSlug('acme', new Set(['acme']))).toMatch(/^acme-\d{4,6}$/);
  });
});

test('our own origins: one in public, each name of a loopback address', () => {
  expect(ownOrigins('https://keys.example.com/app')).toEqual(['https://keys.example.com']);
  expect(ownOrigins('http://localhost:3000')).toEqual([
    'http://127.0.0.1:3000',
    'http://localhost:3000',
    'http://[::1]:3000',
  ]);
});
