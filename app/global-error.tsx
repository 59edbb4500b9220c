'use client';

/** Stands in for the whole document when even the root layout fails, so it brings no style of ours. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Latchkey</title>
        <main>
          <h1>Latchkey could not be shown</h1>
          <p>
            Something went wrong on our side. Try again; if it stays, tell whoever runs this installation.
          </p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
