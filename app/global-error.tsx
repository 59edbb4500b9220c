'use client';

/**
 * Stands in for the whole document when even the root layout fails, so it brings no style of ours. The button is a form's:
 * Next makes this page once, at the build, and the scripts of such a page have no nonce and do not run.
 */
export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Latchkey</title>
        <main>
          <h1>Latchkey could not be shown</h1>
          <p>
            Something went wrong on our side. Try again; if it stays, tell whoever runs this installation.
          </p>
          <form>
            <button type="submit">Try again</button>
          </form>
        </main>
      </body>
    </html>
  );
}
