import type { OpenAPIHono } from '@hono/zod-openapi';
import type { NotFoundHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createPasswordCheck } from '@/lib/access/check-password';
import { ownOrigins } from '@/lib/access/own-origins';
import { createApiKeyVerifier } from '@/lib/access/verify-api-key';
import { Problem } from '@/lib/contract/problem';
import { hideFromLogs } from '@/lib/redaction/live-secrets';
import type { WebServices } from '@/lib/web-services';
import { alertRoutes } from './alerts';
import { ANSWER_LIMIT_MS, withinLimit } from './answer-limit';
import { answers, complete } from './answers';
import type { ApiContext } from './api-context';
import { apiEncryptionKeyRoutes } from './api-encryption-key';
import { type ApiEnv, newRoutes } from './api-env';
import { apiKeyRoutes } from './api-keys';
import { auditRoutes } from './audit';
import { authentication } from './authenticate';
import { bulkBindRoutes } from './bulk-bind';
import { callerRoutes } from './caller';
import { clientAddress } from './client-address';
import { emailCodeRoutes } from './email-codes';
import { entryRoutes } from './entries';
import { healthRoutes } from './health';
import { healthScanRoutes } from './health-scans';
import { idempotency } from './idempotency';
import { invitationRoutes } from './invitations';
import { memberRoutes } from './members';
import { documentApi } from './openapi-document';
import { peopleEndpoints } from './people-endpoints';
import { problemResponder, problemResponse } from './problem-response';
import { providerItemRoutes } from './provider-items';
import { KEY_REQUESTS_PER_MINUTE, keyRateLimit } from './rate-limit';
import { readBody } from './read-body';
import { refusalRecorder } from './record-refusal';
import { resolveRoutes } from './resolve';
import { rotationEventRoutes } from './rotation-events';
import { rotationScheduleRoutes } from './rotation-schedules';
import { rotationRoutes } from './rotations';
import { runArtifactRoutes } from './run-artifacts';
import { runEventRoutes } from './run-events';
import { runRoutes } from './runs';
import { sameOriginRule } from './same-origin';
import { secretProviderActionRoutes } from './secret-provider-actions';
import { secretProviderRoutes } from './secret-providers';
import { sessionRoutes } from './session';
import { signInCheckRoutes } from './sign-in-checks';
import { siteRecipeRoutes } from './site-recipes';
import { webhookRoutes } from './webhooks';
import { wireRunEventRoutes } from './wire-run-events';
import { wireRunRoutes } from './wire-runs';
import { wireSecretProviderRoutes } from './wire-secret-providers';
import { wireVaultRoutes } from './wire-vault';
import { wireWebhookRoutes } from './wire-webhooks';
import { wireWorkflowRoutes } from './wire-workflows';
import { workflowRoutes } from './workflows';
import { workspaceRoutes } from './workspaces';

export interface ApiOptions {
  keyRequestsPerMinute?: number;
  answerLimitMs?: number;
  /** Proxies of our own in front, which append to `x-forwarded-for`. */
  trustedProxyHops?: number;
  /** Aborts when the process is about to end; streams end with it. */
  closing?: AbortSignal;
}

/**
 * The whole HTTP surface: the product's own under /api/v1, CloudCruise's wire beside it, Better Auth's sign-in.
 *
 * Promise: every answer carries a request id and is not kept by caches; every refusal is a problem of one shape; every
 * route but health, the OpenAPI document and sign-in has an actor.
 * Never: rules of the product here. A handler parses, calls one use case and presents.
 */
export function createApi(services: WebServices, options: ApiOptions = {}): OpenAPIHono<ApiEnv> {
  const app = newRoutes();
  const respond = problemResponder(services.log);
  const recordRefusal = refusalRecorder(services);
  app.onError(async (error, c) => {
    await recordRefusal(error, c);
    return complete(c, await respond(error, c));
  });
  app.notFound(nothingThere(app));
  const limit = options.answerLimitMs ?? ANSWER_LIMIT_MS;
  const answerOnce = idempotency(services);
  // One step, as each is felt: docs/adr/0026.
  app.use((c, next) =>
    answers(c, () => {
      c.set('answerOnce', answerOnce);
      return withinLimit(limit, readBody(c, next));
    }),
  );
  mountResources(app, services, options);
  documentApi(app);
  return app;
}

/** Whether another method would have been right, is looked at for those alone who find nothing. */
function nothingThere(app: OpenAPIHono<ApiEnv>): NotFoundHandler<ApiEnv> {
  const otherMethods = methodNotAllowed<ApiEnv>({
    app,
    onMethodNotAllowed: (c, methods) =>
      problemResponse(c, new Problem('method_not_allowed'), { allow: methods.join(', ') }),
  });
  return async (c) => {
    await otherMethods(c, async () => {
      c.res = problemResponse(c, new Problem('not_found'));
    });
    return c.res;
  };
}

function mountResources(app: OpenAPIHono<ApiEnv>, services: WebServices, options: ApiOptions): void {
  const { clock, env } = services;
  const requireSameOrigin = sameOriginRule(ownOrigins(env.baseUrl));
  const countRequest = keyRateLimit(clock, options.keyRequestsPerMinute ?? KEY_REQUESTS_PER_MINUTE);
  const verifyApiKey = createApiKeyVerifier(services, hideFromLogs);
  const addressOf = clientAddress(options.trustedProxyHops ?? 0);
  const context: ApiContext = {
    services,
    authenticate: authentication({ ...services, verifyApiKey, countRequest, requireSameOrigin, addressOf }),
    checkPassword: createPasswordCheck(services),
    closing: options.closing ?? new AbortController().signal,
  };
  app.route('/', healthRoutes(context));
  app.route('/', peopleEndpoints({ ...services, requireSameOrigin, addressOf }));
  for (const routes of RESOURCES) app.route('/', routes(context));
}

const RESOURCES: ReadonlyArray<(context: ApiContext) => OpenAPIHono<ApiEnv>> = [
  sessionRoutes,
  workspaceRoutes,
  memberRoutes,
  invitationRoutes,
  apiKeyRoutes,
  apiEncryptionKeyRoutes,
  auditRoutes,
  secretProviderRoutes,
  secretProviderActionRoutes,
  providerItemRoutes,
  entryRoutes,
  bulkBindRoutes,
  healthScanRoutes,
  emailCodeRoutes,
  resolveRoutes,
  callerRoutes,
  workflowRoutes,
  runRoutes,
  runEventRoutes,
  runArtifactRoutes,
  signInCheckRoutes,
  webhookRoutes,
  rotationRoutes,
  rotationEventRoutes,
  rotationScheduleRoutes,
  siteRecipeRoutes,
  alertRoutes,
  wireVaultRoutes,
  wireSecretProviderRoutes,
  wireWorkflowRoutes,
  wireRunRoutes,
  wireWebhookRoutes,
  wireRunEventRoutes,
];
