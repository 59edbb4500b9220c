import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Every page says at its top what it is: nobody should store a real password here. */
export function frame(title: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · 1Password sandbox — made-up data</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">1Password sandbox — made-up data</a>
<p>A local stand-in for demos and tests. It is not 1Password; do not put real passwords here.</p></header>
<main>${content}</main>
</body>
</html>`;
}

export function moment(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
