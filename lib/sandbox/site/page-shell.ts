import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageContent {
  title: string;
  body: Markup;
  /** Shows the signed-in header with the account menu. */
  signedInAs?: string | undefined;
  scripts?: readonly string[];
}

/** Every page goes through here. Values are put in with hono's `html`, which escapes them. */
export function page(content: PageContent): Markup {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${content.title} · Acme Portal</title>
    <link rel="stylesheet" href="/assets/site.css" />
    <link rel="icon" href="data:," />
    ${(content.scripts ?? []).map((source) => html`<script src="${source}" defer></script>`)}
  </head>
  <body>
    <header class="top">
      <a class="brand" href="/"><span class="mark" aria-hidden="true">A</span>Acme Portal</a>
      ${content.signedInAs === undefined ? '' : accountMenu(content.signedInAs)}
    </header>
    <main>${content.body}</main>
    <footer>
      <p>© Acme Industries · <a href="/help">Help</a></p>
    </footer>
  </body>
</html>`;
}

function accountMenu(username: string): Markup {
  return html`<nav aria-label="Account">
    <a href="/account">Overview</a>
    <a href="/account/security">Security</a>
    <span class="who" data-testid="signed-in-as">${username}</span>
    <form method="post" action="/logout"><button class="quiet" type="submit">Sign out</button></form>
  </nav>`;
}

/** A narrow card, as sign-in pages have. */
export function card(heading: string, body: Markup): Markup {
  return html`<section class="card"><h1>${heading}</h1>${body}</section>`;
}

export function errorNote(message: string | undefined): Markup {
  return message === undefined ? html`` : html`<p class="note error" role="alert">${message}</p>`;
}

export function notFoundPage(): Markup {
  const body = card(
    'Page not found',
    html`<p>There is nothing at this address.</p><p><a href="/">Go to the start page</a></p>`,
  );
  return page({ title: 'Page not found', body });
}

export function helpPage(): Markup {
  const body = card(
    'Help',
    html`<p>Your administrator can give you a new password and unlock your account.</p>`,
  );
  return page({ title: 'Help', body });
}

export function downPage(): Markup {
  const body = card(
    'Be right back',
    html`<p>Acme Portal is down for maintenance. Please try again in a few minutes.</p>`,
  );
  return page({ title: 'Maintenance', body });
}

export function lockedPage(): Markup {
  const body = card(
    'Account locked',
    html`<p role="alert">Your account is locked because of too many failed sign-in attempts. Try again in 15 minutes or ask your administrator.</p>`,
  );
  return page({ title: 'Account locked', body });
}
