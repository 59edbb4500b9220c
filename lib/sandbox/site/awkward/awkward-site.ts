import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { listen } from '../../listen';
import { AwkwardState } from './account-book';
import type { AwkwardBehaviour, ChangeEffect, SentChange } from './awkward-behaviour';
import { errorLine, frame, header, plainAccount, plainChange, plainLogin } from './plain-pages';

export interface AwkwardSite {
  url: string;
  state: AwkwardState;
  close(): Promise<void>;
}

const COOKIE = 'sid';
const text = z.string().optional().catch(undefined);
const changeFields = z.object({ current: text, next: z.string().catch(''), again: text });
const loginFields = z.object({ name: z.string().catch(''), password: z.string().catch('') });

/** A site with one account and one oddity, on a port of its own. What became of the account is in `state`. */
export async function startAwkwardSite(behaviour: AwkwardBehaviour, port = 0): Promise<AwkwardSite> {
  const state = new AwkwardState(behaviour.failuresUntilLock ?? 5);
  const { url, close } = await listen(siteApp(behaviour, state).fetch, { host: '127.0.0.1', port });
  return { url, state, close };
}

function siteApp(behaviour: AwkwardBehaviour, state: AwkwardState): Hono {
  const app = new Hono();
  const show = (context: Context, title: string, body: string, status: ContentfulStatusCode = 200) => {
    const signedIn = sessionOf(context, state) !== undefined;
    return context.html(frame(title, header(signedIn) + body), status);
  };
  behaviour.routes?.(app, state);
  signInRoutes(app, behaviour, state, show);
  changeRoutes(app, behaviour, state, show);
  app.post('/account/delete', (context) => {
    state.accountDeleted = true;
    return show(context, 'Gone', '<p>Your account was deleted.</p>');
  });
  app.get('/orders', (context) => show(context, 'Orders', '<h1>Orders</h1><p>Order 2041 is on its way.</p>'));
  app.get('/account/delete', (context) =>
    show(
      context,
      'Delete',
      '<form method="post"><label>Enter your password to delete your account <input type="password" name="p"></label><button>Delete</button></form>',
    ),
  );
  app.notFound((context) => show(context, 'Not found', '<p>There is nothing here.</p>', 404));
  return app;
}

type Show = (
  context: Context,
  title: string,
  body: string,
  status?: ContentfulStatusCode,
) => Response | Promise<Response>;

function signInRoutes(app: Hono, behaviour: AwkwardBehaviour, state: AwkwardState, show: Show): void {
  const { loginPage = plainLogin, changePath = '/settings/password' } = behaviour;
  app.get('/', (context) => context.redirect(sessionOf(context, state) ? '/account' : '/login'));
  const page = (error: string) =>
    state.captcha ? loginPage(error).replace('<button>', `${CAPTCHA}<button>`) : loginPage(error);
  app.get('/login', (context) =>
    sessionOf(context, state) ? context.redirect('/account') : show(context, 'Sign in', page('')),
  );
  app.post('/login', async (context) => {
    const { name, password } = loginFields.parse(await context.req.parseBody());
    const answer = state.signIn(name, password);
    if (answer === 'locked')
      return show(
        context,
        'Locked',
        '<h1>Account locked</h1><p>Too many failed attempts. Your account is locked.</p>',
        423,
      );
    if (answer === 'captcha') return show(context, 'Sign in', page('The characters are not right.'));
    if (answer === 'wrong') return show(context, 'Sign in', page('Wrong e-mail or password.'));
    setCookie(context, COOKIE, state.open(), { httpOnly: true, path: '/' });
    return context.redirect('/account', 303);
  });
  app.post('/logout', (context) => {
    deleteCookie(context, COOKIE, { path: '/' });
    return context.redirect('/login', 303);
  });
  app.get('/account', (context) => {
    if (sessionOf(context, state) === undefined) return context.redirect('/login');
    if (behaviour.forced === true && state.changes === 0) return context.redirect(changePath);
    return show(context, 'Home', behaviour.accountPage?.(state) ?? plainAccount(changePath));
  });
}

const CAPTCHA =
  '<p><img alt="captcha" width="120" height="40" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p><label>Characters in the image <input name="captcha"></label>';

function changeRoutes(app: Hono, behaviour: AwkwardBehaviour, state: AwkwardState, show: Show): void {
  const { changePath = '/settings/password', changePage = plainChange } = behaviour;
  app.get(changePath, (context) => {
    const session = sessionOf(context, state);
    if (session === undefined) return context.redirect('/login');
    if (behaviour.sudo === true && !session.sudo) return show(context, 'Confirm access', sudoPage(''));
    return show(context, 'Password', changePage(''));
  });
  app.post('/sudo', async (context) => {
    const session = sessionOf(context, state);
    const { password } = loginFields.parse(await context.req.parseBody());
    if (session === undefined) return context.redirect('/login', 303);
    if (password !== state.password) return show(context, 'Confirm access', sudoPage('Wrong password.'));
    session.sudo = true;
    return context.redirect(changePath, 303);
  });
  app.post('/settings/password', async (context) => {
    if (sessionOf(context, state) === undefined) return context.redirect('/login', 303);
    const effect = takeChange(changeFields.parse(await context.req.parseBody()), behaviour, state);
    if (effect.signOut === 'silently') return context.redirect('/login', 303);
    if (effect.signOut === 'with a word')
      return show(context, 'Sign in', `<p role="status">${effect.say}</p>${plainLogin('')}`);
    const said =
      effect.say === undefined ? changePage(effect.error ?? '') : `<p role="status">${effect.say}</p>`;
    return show(context, 'Password', said, effect.status);
  });
  app.post('/api/password', async (context) => {
    if (sessionOf(context, state) === undefined) return context.json({ message: 'signed out' }, 401);
    const effect = takeChange(changeFields.parse(await context.req.json()), behaviour, state);
    return context.json(
      { message: effect.error ?? effect.say ?? 'Password updated' },
      { status: effect.error === undefined ? 200 : 422 },
    );
  });
}

/** A current password that is asked for is checked, whatever else is odd. */
function takeChange(sent: SentChange, behaviour: AwkwardBehaviour, state: AwkwardState): ChangeEffect {
  state.changes += 1;
  if (sent.current !== undefined && sent.current !== state.password)
    return { error: 'Your current password is not right.' };
  if (sent.again !== undefined && sent.again !== sent.next)
    return { error: 'The new passwords do not match.' };
  if (sent.next === '') return { error: 'Enter a new password.' };
  const effect = behaviour.change?.(sent, state) ?? {
    set: sent.next,
    say: 'Your password has been changed.',
  };
  if (effect.set !== undefined) state.password = effect.set;
  if (effect.later !== undefined) state.pending = effect.later;
  if (effect.signOut !== undefined) state.closeAll();
  return effect;
}

function sudoPage(error: string): string {
  return `<h1>Confirm access</h1>${errorLine(error)}<p>Please enter your password to continue.</p><form method="post" action="/sudo"><label>Password <input type="password" name="password" required></label><button>Confirm</button></form>`;
}

function sessionOf(context: Context, state: AwkwardState) {
  return state.session(getCookie(context, COOKIE));
}
