import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { type ApiDocument, apiDocument, apiOperation } from '@/lib/contract/api-document';
import { PROBLEMS } from '@/lib/contract/problem';
import { type ApiEnv, newRoutes } from './api-env';
import { completeOperation, PROBLEM } from './document-operation';
import { OPEN_ENDPOINTS } from './people-endpoints';

/**
 * `GET /openapi.json`, OpenAPI 3.1, from the schemas that check the requests.
 *
 * Promise: every route is in it and nothing else is; what holds for all operations (who may call, headers, codes of
 * refusals) is derived from what they are. tests/http/contract.test.ts calls each and holds the answers to it.
 */
export function documentApi(app: OpenAPIHono<ApiEnv>): void {
  const { openAPIRegistry } = app;
  openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'apiKey',
    in: 'header',
    name: 'cc-key',
    description: 'An API key. It says the workspace and what it may do (scopes).',
  });
  openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'latchkey.session_token',
    description: 'A signed-in person; the header x-workspace says the workspace by its slug.',
  });
  // Made once and not at start: it takes a second, and anyone may ask for it.
  let document: ApiDocument | undefined;
  const route = createRoute({
    method: 'get',
    path: '/openapi.json',
    tags: ['operations'],
    summary: 'This document',
    responses: {
      200: {
        description: 'OpenAPI 3.1.',
        content: { 'application/json': { schema: z.looseObject({ openapi: z.string() }) } },
      },
    },
  });
  const own = newRoutes().openapi(route, (c) => {
    document ??= completeDocument(app.getOpenAPI31Document(ABOUT));
    return c.json(document, 200);
  });
  app.route('/', own);
}

function completeDocument(generated: unknown): ApiDocument {
  // Through text, as a reader gets it: what is undefined there is absent.
  const document = apiDocument.parse(JSON.parse(JSON.stringify(generated)));
  const { schemas } = document.components;
  const paths = Object.entries({ ...document.paths, ...signInPaths() }).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        completeOperation({ method, path, operation }, schemas),
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths), 'x-problems': PROBLEMS };
}

/** Better Auth's, whose bodies and answers are its own business; ours is which of them are there. */
function signInPaths(): ApiDocument['paths'] {
  const paths: ApiDocument['paths'] = {};
  for (const [endpoint, summary] of OPEN_ENDPOINTS) {
    const [method = '', path = ''] = endpoint.split(' ');
    const json = { 'application/json': { schema: {} } };
    const either = { ...json, 'application/problem+json': { schema: PROBLEM } };
    const body = method === 'POST' ? { requestBody: { required: false, content: json } } : {};
    paths[path] = {
      [method.toLowerCase()]: apiOperation.parse({
        summary,
        tags: ['sign-in'],
        ...body,
        responses: {
          200: { description: 'Done.', content: json },
          default: {
            description: 'Refused: ours as a problem, Better Auth’s as it words it.',
            content: either,
          },
        },
        'x-problems': ['origin_refused', ...(method === 'POST' ? ['malformed_json'] : [])],
      }),
    };
  }
  return paths;
}

const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Latchkey',
    version: '1',
    description: 'Logins for browser automations, resolved from 1Password at run time.',
  },
  tags: [
    {
      name: 'vault',
      description: 'Which login a workflow uses on a site: bound to an item, or stored here.',
    },
    {
      name: 'secret providers',
      description: 'Connections to 1Password, what they see and what they may do.',
    },
    { name: 'resolve', description: 'Values of entries for programs, only ever as ciphertext.' },
    { name: 'runs', description: 'Workflows carried out in a browser, and what came of it.' },
    { name: 'workflows', description: 'What a run does, step by step.' },
    { name: 'health scans', description: 'Whether every bound entry finds what it needs in its item.' },
    { name: 'sign-in checks', description: 'Whether an entry signs in, and how that is known.' },
    { name: 'rotations', description: 'New passwords, set on the site and written back to 1Password.' },
    { name: 'site recipes', description: 'What people state about a site that is not understood by itself.' },
    { name: 'webhooks', description: 'Addresses that are told of events, and what they were told.' },
    { name: 'audit', description: 'Who did what, in a signed chain.' },
    { name: 'API keys', description: 'Keys of programs, and the key that values travel under.' },
    { name: 'people', description: 'Members, invitations, workspaces.' },
    { name: 'CloudCruise', description: 'The wire of the cloudcruise npm client, for programs that use it.' },
    { name: 'sign-in', description: 'Sessions of people. For our own pages: programs use keys.' },
    { name: 'operations', description: 'For those who run the installation.' },
  ],
};
