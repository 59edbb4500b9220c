import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env';

/** `GET /openapi.json`, OpenAPI 3.1, from the schemas that check the requests. */
export function documentApi(app: OpenAPIHono<ApiEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'apiKey',
    in: 'header',
    name: 'cc-key',
    description: 'An API key. It says the workspace and what it may do (scopes).',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'latchkey.session_token',
    description: 'A signed-in person; the header x-workspace says the workspace by its slug.',
  });
  // Made once and not at start: it takes a second, and anyone may ask for it.
  let document: ReturnType<typeof app.getOpenAPI31Document> | undefined;
  app.get('/openapi.json', (c) => {
    document ??= app.getOpenAPI31Document(ABOUT);
    return c.json(document);
  });
}

const ABOUT = {
  openapi: '3.1.0',
  info: {
    title: 'Latchkey',
    version: '1',
    description: 'Logins for browser automations, resolved from 1Password at run time.',
  },
  security: [{ key: [] }, { session: [] }],
};
