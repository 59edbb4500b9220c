import { randomBytes } from 'node:crypto';
import { startHtmlPages } from './html-pages';

const SIGNED_IN = `<h1>Hello</h1><p id="state"></p><form method="post" action="/logout"><button>Sign out</button></form>
  <script>document.getElementById('state').textContent = [localStorage.token, sessionStorage.tab].join('|')</script>`;
const FORM = `<h1>Sign in</h1><form method="post" action="/login"><label>User name<input name="username" autocomplete="username"></label>
  <label>Password<input name="password" type="password" autocomplete="current-password"></label><button>Sign in</button></form>`;

/**
 * A site that shows its form to everyone, as old ones do, keeps tokens in cookies and in both storages, and embeds a
 * picture of another site that sets a cookie of its own.
 */
export async function startSessionSite() {
  const tracker = await startHtmlPages(
    {
      '/pixel': () => ({ headers: { 'set-cookie': 'tracked=by-the-tracker-0123456789; Path=/' }, html: '' }),
    },
    'localhost',
  );
  const passwords = new Map<string, string>();
  const sessions = new Map<string, string>();
  const issued: string[] = [];
  const token = (kind: string) => {
    const value = `${kind}-${randomBytes(12).toString('hex')}`;
    issued.push(value);
    return value;
  };
  let gate = Promise.resolve();
  const userOf = (cookie: string) => sessions.get(/(?:^|; )sid=([^;]+)/.exec(cookie)?.[1] ?? '');
  const home = (cookie: string) =>
    userOf(cookie) ? { html: SIGNED_IN } : { status: 302, headers: { location: '/login' }, html: '' };
  const pages = await startHtmlPages({
    '/login': ({ method, body }) => {
      if (method !== 'POST') return { html: FORM };
      const form = new URLSearchParams(body);
      const user = form.get('username') ?? '';
      if (passwords.get(user) !== form.get('password'))
        return { status: 401, html: `<p role="alert">Wrong password</p>${FORM}` };
      const sid = token('sid');
      sessions.set(sid, user);
      return {
        headers: {
          'set-cookie': [
            `sid=${sid}; HttpOnly; Path=/; SameSite=Lax`,
            `csrftoken=${token('csrf')}; Path=/`,
            `pane=wide; Path=/`,
          ],
        },
        html: `<script>localStorage.token = '${token('local')}'; sessionStorage.tab = '${token('tab')}';
          location.replace('/home')</script><img src="${tracker.url}/pixel">`,
      };
    },
    '/home': ({ cookie }) => home(cookie),
    '/': ({ cookie }) => home(cookie),
    '/slow': async ({ cookie }) => {
      await gate;
      return { ...home(cookie), headers: { 'set-cookie': `later=${token('later')}; Path=/` } };
    },
  });
  return {
    ...pages,
    tracker,
    /** Every value that it ever gave out. */
    issued,
    setPassword: (user: string, password: string) => void passwords.set(user, password),
    /** How often a password was sent, by anyone. */
    posts: () => pages.requests.filter(({ method, path }) => method === 'POST' && path === '/login').length,
    /** A session of this user, as a browser elsewhere would have it. */
    open(user: string): string {
      const sid = token('sid');
      sessions.set(sid, user);
      return sid;
    },
    /** Ends all sessions, as an administrator does. */
    revoke: () => sessions.clear(),
    /** Lets nothing of `/slow` through until the answer is called. */
    hold(): () => void {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async close() {
      await pages.close();
      await tracker.close();
    },
  };
}
