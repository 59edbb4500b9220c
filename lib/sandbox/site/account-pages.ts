import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { card, errorNote, type Markup, page } from './page-shell';
import { MAXIMUM_LENGTH, MINIMUM_LENGTH, passwordRules, refusalOf } from './password-policy';
import { sessionOf } from './sessions';
import type { SiteState } from './sign-in-pages';
import type { SiteUser } from './users';

const changeForm = z.object({
  current_password: z.string(),
  new_password: z.string(),
  confirm_password: z.string(),
});

const invoices = [
  { number: 'INV-2041', date: '2026-11-01', amount: '€1,240.00', state: 'Open' },
  { number: 'INV-2017', date: '2026-10-01', amount: '€1,240.00', state: 'Paid' },
  { number: 'INV-1988', date: '2026-09-01', amount: '€1,180.50', state: 'Paid' },
];

/** What lies behind the sign-in. A visitor without a session is sent to `/login`. */
export function accountPages(state: SiteState): Hono {
  const pages = new Hono();
  pages.get('/account', (context) => {
    const user = signedInUser(context, state);
    if (user === undefined) return context.redirect('/login');
    if (user.mustChangePassword) return context.redirect('/account/security/password');
    return context.html(overviewPage(user, context.req.query('notice') === 'password-changed'));
  });
  pages.get('/account/security', (context) => {
    const user = signedInUser(context, state);
    return user === undefined ? context.redirect('/login') : context.html(securityPage(user));
  });
  pages.get('/account/security/password', (context) => {
    const user = signedInUser(context, state);
    return user === undefined ? context.redirect('/login') : context.html(changePage(user, undefined));
  });
  pages.post('/account/security/password', async (context) => {
    const user = signedInUser(context, state);
    if (user === undefined) return context.redirect('/login', 303);
    const form = changeForm.safeParse(await context.req.parseBody());
    const refusal = form.success ? refusalOfChange(user, form.data) : 'Fill in all three fields.';
    if (refusal !== null || !form.success) return context.html(changePage(user, refusal ?? undefined), 422);
    user.password = form.data.new_password;
    user.mustChangePassword = false;
    return context.redirect('/account?notice=password-changed', 303);
  });
  // w3c.github.io/webappsec-change-password-url: a client finds the form here on any site.
  pages.get('/.well-known/change-password', (context) => context.redirect('/account/security/password'));
  return pages;
}

function signedInUser(context: Context, state: SiteState): SiteUser | undefined {
  const session = sessionOf(context, state.sessions);
  return session?.stage === 'signed_in' ? state.users.find(session.username) : undefined;
}

function refusalOfChange(user: SiteUser, form: z.infer<typeof changeForm>): string | null {
  if (form.current_password !== user.password) return 'Your current password is not right.';
  if (form.new_password !== form.confirm_password) return 'The two new passwords differ.';
  if (form.new_password === user.password) return 'Choose a password that differs from the current one.';
  return refusalOf(form.new_password);
}

function overviewPage(user: SiteUser, passwordChanged: boolean): Markup {
  const rows = invoices.map(
    (invoice) => html`<tr data-testid="invoice">
        <td data-testid="invoice-number"><a href="/account#${invoice.number}">${invoice.number}</a></td>
        <td data-testid="invoice-date"><time datetime="${invoice.date}">${invoice.date}</time></td>
        <td data-testid="invoice-amount" class="amount">${invoice.amount}</td>
        <td data-testid="invoice-state">${invoice.state}</td>
      </tr>`,
  );
  const body = html`${passwordChanged ? html`<p class="note done" role="status">Your password was changed.</p>` : ''}
    <h1 data-testid="greeting">Hello, ${givenName(user.username)}</h1>
    <section class="panel" aria-label="Plan">
      <dl class="facts">
        <div><dt>Plan</dt><dd data-testid="plan">Business</dd></div>
        <div><dt>Seats</dt><dd data-testid="seats">12 of 20</dd></div>
        <div><dt>Next invoice</dt><dd data-testid="next-invoice">2026-12-01</dd></div>
      </dl>
    </section>
    <section class="panel">
      <h2>Invoices</h2>
      <div class="scroll"><table data-testid="invoices">
        <thead><tr><th scope="col">Number</th><th scope="col">Date</th><th scope="col" class="amount">Amount</th><th scope="col">State</th></tr></thead>
        <tbody>${rows}</tbody>
      </table></div>
    </section>
    <p><a href="/account/security">Security settings</a></p>`;
  return page({ title: 'Overview', body, signedInAs: user.username });
}

function securityPage(user: SiteUser): Markup {
  const body = html`<h1>Security</h1>
    <section class="panel"><h2>Password</h2><p><a href="/account/security/password">Change password</a></p></section>
    <section class="panel"><h2>Two-step sign-in</h2><p data-testid="two-step">${user.totpSecret === null ? 'Off' : 'On, with an authenticator app'}</p></section>`;
  return page({ title: 'Security', body, signedInAs: user.username });
}

function changePage(user: SiteUser, error: string | undefined): Markup {
  const newField = { minlength: MINIMUM_LENGTH, maxlength: MAXIMUM_LENGTH };
  const body = card(
    'Change password',
    html`${errorNote(error)}
      ${user.mustChangePassword ? html`<p class="note">Your password has expired. Choose a new one to continue.</p>` : ''}
      <form method="post" action="/account/security/password">
        <input type="hidden" name="username" autocomplete="username" value="${user.username}" />
        <label for="current_password">Current password</label>
        <input id="current_password" name="current_password" type="password" autocomplete="current-password" required />
        <label for="new_password">New password</label>
        <input id="new_password" name="new_password" type="password" autocomplete="new-password" required
          minlength="${newField.minlength}" maxlength="${newField.maxlength}" passwordrules="${passwordRules}" aria-describedby="password-hint" />
        <p class="hint" id="password-hint">12 to 64 characters with at least one letter and one digit.</p>
        <label for="confirm_password">Confirm new password</label>
        <input id="confirm_password" name="confirm_password" type="password" autocomplete="new-password" required
          minlength="${newField.minlength}" maxlength="${newField.maxlength}" />
        <button type="submit">Change password</button>
      </form>`,
  );
  return page({ title: 'Change password', body, signedInAs: user.username });
}

function givenName(username: string): string {
  const local = username.split('@')[0] ?? username;
  return local.charAt(0).toUpperCase() + local.slice(1);
}
