import { Hono } from 'hono';
import { systemClock } from '@/lib/kernel/clock';
import { listen } from '../listen';
import { StateFile } from '../onepassword/store/state-file';
import { accountPages } from './account-pages';
import { SiteBehaviour } from './behaviour';
import { controlApi } from './control-api';
import { helpPage, notFoundPage } from './page-shell';
import { SiteSessions, sessionOf } from './sessions';
import { signInPages } from './sign-in-pages';
import { codeBoxesScript, stylesheet } from './static-text';
import { twoStepPages } from './two-step-pages';
import { SiteUsers } from './users';

export interface SiteOptions {
  /** 0 (the default) takes a free port. */
  port?: number;
  host?: string;
  /** Milliseconds since the epoch; drives one-time codes and lock-outs. */
  now?: () => number;
  /** Without it the site forgets changed passwords, locks and used codes on close. */
  stateFile?: string;
}

export interface DemoSite {
  url: string;
  controlUrl: string;
  close(): Promise<void>;
}

/**
 * Acme Portal, the site that automations sign in to in the demo and in the tests.
 *
 * Promise: it behaves as a careful real site does (a code works once, five failures lock, 404 is 404), and what a
 * test needs to know or to bend is under `/control`. With a state file its accounts outlive even a kill, because
 * they are on disk before the visitor has the answer; sessions end with the process. Passwords are in the clear: the
 * accounts are made up. It never shares code with the rooms that sign in to it.
 */
export async function startSite(options: SiteOptions = {}): Promise<DemoSite> {
  const { stateFile, now = systemClock.now } = options;
  const users = new SiteUsers(now, stateFile === undefined ? undefined : StateFile.read(stateFile));
  const file = stateFile === undefined ? undefined : new StateFile(stateFile, () => users.saved());
  file?.flush();
  const app = siteApp(users, () => file?.flush());
  const { url, close } = await listen(app.fetch, {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
  });
  return { url, controlUrl: `${url}/control`, close };
}

/** `save` runs after every request that may have changed an account, before its answer goes out. */
function siteApp(users: SiteUsers, save: () => void): Hono {
  const sessions = new SiteSessions();
  const behaviour = new SiteBehaviour();
  const app = new Hono();

  app.use(async (context, next) => {
    await next();
    if (context.req.method !== 'GET') save();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'same-origin');
    context.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'",
    );
  });
  app.route('/control', controlApi({ users, sessions, behaviour }));
  app.use(behaviour.middleware());
  app.get('/assets/site.css', (context) => context.body(stylesheet, 200, { 'content-type': 'text/css' }));
  app.get('/assets/code-boxes.js', (context) =>
    context.body(codeBoxesScript, 200, { 'content-type': 'text/javascript' }),
  );
  app.get('/', (context) =>
    context.redirect(sessionOf(context, sessions)?.stage === 'signed_in' ? '/account' : '/login'),
  );
  app.get('/help', (context) => context.html(helpPage()));
  app.route('/', signInPages({ users, sessions }));
  app.route('/two-step', twoStepPages({ users, sessions }));
  app.route('/', accountPages({ users, sessions }));
  app.notFound((context) => context.html(notFoundPage(), 404));
  return app;
}
