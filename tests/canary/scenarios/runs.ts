import { run } from '@/lib/contract/run';
import { type HtmlRequest, startHtmlPages } from '@/tests/support/html-pages';
import { untilState } from '../database';
import { ENCODINGS } from '../encodings';
import type { Scenario } from '../scenario';
import { ADA, type CanaryWorld, GRACE } from '../world';

/**
 * A run that signs in to the demo site with a one-time code, one at a site that shows the password wherever it can, and
 * one that the site refuses; each watched over a stream and told to a webhook. And a check of an entry.
 */
export const runs: Scenario = {
  name: 'runs',
  async play(world) {
    const secret = world.canaries['webhook secret'];
    const hook = { url: world.receiverUrl, secret, events: [] };
    await world.key('POST /api/v1/webhooks', { body: hook, showsSecret: true });
    const { url } = world.demo.site;
    const password = String(world.canaries['password P0']);
    const echo = await startHtmlPages(
      echoPages(String(world.canaries['cookie of a kept session'])),
      '127.0.0.1',
    );
    const echoed = `${world.marker}-echo`;
    try {
      await Promise.all([
        runAt(world, url, 'acme-prod'),
        runAt(world, echo.url, echoed, { username: ADA.name, password, keep_session: true }),
        runAt(world, url, `${world.marker}-wrong`, { username: GRACE.name, password }),
      ]);
      // Begins with the session of the one before, whose values the site shows as well.
      await runAt(world, echo.url, echoed);
      await signInCheck(world);
    } finally {
      await echo.close();
    }
  },
};

async function runAt(world: CanaryWorld, site: string, userId: string, stored?: object): Promise<void> {
  if (stored) {
    const entry = { permissioned_user_id: userId, domain: site, source: 'stored', ...stored };
    await world.make('POST /api/v1/entries', entry);
  }
  const workflowId = await world.make('POST /api/v1/workflows', {
    name: `${world.marker} ${userId}${stored ? '' : ' again'}`,
    steps: [
      { action: 'goto', url: `${site}/login` },
      { action: 'sign_in', credential: 'USER' },
      {
        action: 'extract',
        fields: { all: { selector: 'body' }, links: { selector: 'a', attribute: 'href', many: true } },
      },
      { action: 'screenshot', name: 'page' },
    ],
    vault_schema: { USER: { type: 'credential', domain: site } },
  });
  const body = { workflow_id: workflowId, run_input_variables: { USER: userId } };
  const id = await world.make('POST /api/v1/runs', body);
  // Ends when the run does; what came over it is heard like any answer.
  await world.key(`GET /api/v1/runs/${id}/events`);
  const { status, screenshots, files } = run.parse((await world.key(`GET /api/v1/runs/${id}`)).body);
  if (!['success', 'failed'].includes(status)) throw new Error(`the run of ${userId} is ${status}`);
  await world.key(`GET /run/${id}`);
  for (const { url } of [...screenshots, ...files])
    await world.key(`GET ${new URL(url, world.demo.url).pathname}`);
}

async function signInCheck(world: CanaryWorld): Promise<void> {
  const body = { permissioned_user_id: 'grace', domain: world.demo.site.url };
  const id = await world.make('POST /api/v1/sign-in-checks', body);
  await untilState(world.database, { table: 'sign_in_check', id }, ['done'], 90_000);
  await world.key(`GET /api/v1/sign-in-checks/${id}`);
}

/**
 * A site that hands back what it was sent: in text, titles, attributes, addresses, scripts, in every encoding. A visitor
 * with its cookie is signed in.
 */
function echoPages(cookie: string) {
  const shown = (sent: string) => {
    const password = new URLSearchParams(sent).get('password') ?? cookie;
    const forms = ENCODINGS.filter(({ name }) => name !== 'UTF-16').map(({ encode }) =>
      encode(password).toString(),
    );
    return `<title>${forms[4]}</title><h1>Welcome</h1><a href="/out">Sign out</a><a href="/x?p=${forms[1]}">x</a>
      <p>${forms.map((form) => `<span>${escaped(form)}</span>`).join(' ')}</p>
      <input value="${forms[4]}"><script>console.log(${JSON.stringify(password).replaceAll('<', '\\u003c')}); throw new Error(${JSON.stringify(password).replaceAll('<', '\\u003c')})</script>`;
  };
  const form =
    '<form method="post" action="/in"><input name="username" autocomplete="username"><input type="password" name="password"><button>Sign in</button></form>';
  const headers = { 'set-cookie': `kept=${cookie}; HttpOnly; Path=/` };
  return {
    '/login': form,
    '/in': ({ method, body, cookie: sent }: HtmlRequest) =>
      method === 'POST' || sent.includes(cookie) ? { headers, html: shown(body) } : { html: form },
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
