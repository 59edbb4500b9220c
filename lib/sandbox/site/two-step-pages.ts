import { Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { card, errorNote, lockedPage, type Markup, page } from './page-shell';
import { enterStage, sessionOf } from './sessions';
import { afterPassword, answerCode, type SiteState, WRONG_CREDENTIALS } from './sign-in-pages';

const nameForm = z.object({ identifier: z.string().min(1) });
const passwordForm = z.object({ password: z.string() });
const places = [1, 2, 3, 4, 5, 6];

/** The same accounts behind three pages: name first, then password, then the code in six boxes. */
export function twoStepPages(state: SiteState): Hono {
  const pages = new Hono();
  pages.get('/login', (context) => context.html(namePage(undefined)));
  pages.post('/login', async (context) => {
    const form = nameForm.safeParse(await context.req.parseBody());
    if (!form.success) return context.html(namePage('Enter your e-mail address.'), 400);
    enterStage(context, state.sessions, { username: form.data.identifier, stage: 'password' });
    return context.redirect('/two-step/password', 303);
  });
  pages.get('/password', (context) => {
    const session = sessionOf(context, state.sessions);
    if (session?.stage !== 'password') return context.redirect('/two-step/login');
    return context.html(passwordPage(session.username, undefined));
  });
  pages.post('/password', async (context) => {
    const session = sessionOf(context, state.sessions);
    if (session?.stage !== 'password') return context.redirect('/two-step/login', 303);
    const form = passwordForm.safeParse(await context.req.parseBody());
    const verdict = state.users.checkPassword(session.username, form.data?.password ?? '');
    if (verdict === 'locked') return context.html(lockedPage(), 423);
    const user = state.users.find(session.username);
    if (verdict === 'wrong' || user === undefined) {
      return context.html(passwordPage(session.username, WRONG_CREDENTIALS), 401);
    }
    return afterPassword(context, state, user, '/two-step/code');
  });
  pages.get('/code', (context) => {
    if (sessionOf(context, state.sessions)?.stage !== 'code') return context.redirect('/two-step/login');
    return context.html(boxesPage(undefined));
  });
  pages.post('/code', async (context) => {
    const body = await context.req.parseBody();
    const code = places.map((place) => z.string().catch('').parse(body[`code${place}`])).join('');
    return answerCode(context, state, { code, start: '/two-step/login', render: boxesPage });
  });
  return pages;
}

function namePage(error: string | undefined): Markup {
  const body = card(
    'Sign in',
    html`${errorNote(error)}
      <form method="post" action="/two-step/login">
        <label for="identifier">E-mail address</label>
        <input id="identifier" name="identifier" type="email" autocomplete="username" required />
        <button type="submit">Next</button>
      </form>
      <p class="hint"><a href="/login">Sign in on one page</a></p>`,
  );
  return page({ title: 'Sign in', body });
}

function passwordPage(username: string, error: string | undefined): Markup {
  const body = card(
    'Welcome back',
    html`${errorNote(error)}
      <p>${username} · <a href="/two-step/login">Not you?</a></p>
      <form method="post" action="/two-step/password">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button type="submit">Next</button>
      </form>`,
  );
  return page({ title: 'Password', body });
}

function boxesPage(error: string | undefined): Markup {
  const boxes = places.map(
    (place) =>
      html`<input name="code${place}" aria-label="Digit ${place}" inputmode="numeric" maxlength="1" autocomplete="${place === 1 ? 'one-time-code' : 'off'}" required />`,
  );
  const body = card(
    'Two-step sign-in',
    html`${errorNote(error)}
      <form method="post" action="/two-step/code">
        <fieldset class="boxes"><legend>Six-digit code</legend>${boxes}</fieldset>
        <button type="submit">Verify</button>
      </form>`,
  );
  return page({ title: 'Two-step sign-in', body, scripts: ['/assets/code-boxes.js'] });
}
