import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { card, errorNote, lockedPage, type Markup, page } from './page-shell';
import { enterStage, leave, type SiteSessions, sessionOf } from './sessions';
import type { CodeVerdict, SiteUser, SiteUsers } from './users';

export interface SiteState {
  users: SiteUsers;
  sessions: SiteSessions;
}

const passwordForm = z.object({ username: z.string(), password: z.string() });
const codeForm = z.object({ code: z.string() });

/** `/login`, `/login/code` and `/logout`: name and password on one page, the code on the next. */
export function signInPages(state: SiteState): Hono {
  const pages = new Hono();
  pages.get('/login', (context) => context.html(passwordPage({})));
  pages.post('/login', async (context) => {
    const form = passwordForm.safeParse(await context.req.parseBody());
    if (!form.success)
      return context.html(passwordPage({ error: 'Enter your e-mail address and password.' }), 400);
    const { username, password } = form.data;
    const verdict = state.users.checkPassword(username, password);
    if (verdict === 'locked') return context.html(lockedPage(), 423);
    const user = state.users.find(username);
    if (verdict === 'wrong' || user === undefined) {
      return context.html(passwordPage({ username, error: WRONG_CREDENTIALS }), 401);
    }
    return afterPassword(context, state, user, '/login/code');
  });
  pages.get('/login/code', (context) => {
    if (sessionOf(context, state.sessions)?.stage !== 'code') return context.redirect('/login');
    return context.html(codePage(undefined));
  });
  pages.post('/login/code', async (context) => {
    const form = codeForm.safeParse(await context.req.parseBody());
    return answerCode(context, state, { code: form.data?.code ?? '', start: '/login', render: codePage });
  });
  pages.post('/logout', (context) => {
    leave(context, state.sessions);
    return context.redirect('/login', 303);
  });
  pages.get('/logout', (context) => {
    leave(context, state.sessions);
    return context.redirect('/login');
  });
  return pages;
}

export const WRONG_CREDENTIALS = 'The e-mail address or password is not right.';

export function afterPassword(
  context: Context,
  state: SiteState,
  user: SiteUser,
  codePath: string,
): Response {
  if (user.totpSecret !== null) {
    enterStage(context, state.sessions, { username: user.username, stage: 'code' });
    return context.redirect(codePath, 303);
  }
  return admit(context, state, user);
}

interface CodeAnswer {
  code: string;
  /** Where a visitor starts again who has not given a password yet. */
  start: string;
  render: (error: string | undefined) => Markup;
}

export async function answerCode(context: Context, state: SiteState, answer: CodeAnswer): Promise<Response> {
  const session = sessionOf(context, state.sessions);
  const user = session?.stage === 'code' ? state.users.find(session.username) : undefined;
  if (user === undefined) return context.redirect(answer.start, 303);
  const verdict = await state.users.checkCode(user, answer.code);
  if (verdict === 'right') return admit(context, state, user);
  if (verdict === 'locked') return context.html(lockedPage(), 423);
  return context.html(answer.render(codeMessage(verdict)), 401);
}

function codeMessage(verdict: Extract<CodeVerdict, 'used' | 'wrong'>): string {
  return verdict === 'used' ? 'That code was already used' : 'That code is not right';
}

function admit(context: Context, state: SiteState, user: SiteUser): Response {
  state.users.recordSignIn(user);
  enterStage(context, state.sessions, { username: user.username, stage: 'signed_in' });
  return context.redirect(user.mustChangePassword ? '/account/security/password' : '/account', 303);
}

function passwordPage(content: { username?: string; error?: string }): Markup {
  const body = card(
    'Sign in',
    html`${errorNote(content.error)}
      <form method="post" action="/login">
        <label for="username">E-mail address</label>
        <input id="username" name="username" type="email" autocomplete="username" required value="${content.username ?? ''}" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <label class="check"><input type="checkbox" name="remember" /> Keep me signed in</label>
        <button type="submit">Sign in</button>
      </form>
      <p class="hint"><a href="/two-step/login">Sign in step by step</a> · <a href="/help">Forgot your password?</a></p>`,
  );
  return page({ title: 'Sign in', body });
}

function codePage(error: string | undefined): Markup {
  const body = card(
    'Two-step sign-in',
    html`${errorNote(error)}
      <p>Enter the code from your authenticator app.</p>
      <form method="post" action="/login/code">
        <label for="code">Six-digit code</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required />
        <button type="submit">Verify</button>
      </form>`,
  );
  return page({ title: 'Two-step sign-in', body });
}
