import { Card } from '@/app/_ui/card';
import { Snippet } from '@/app/_ui/mono';

const PARTS = [
  ['sign_in.url', 'Where a sign-in begins. A workflow step that names an address of its own wins.'],
  ['sign_in.username, password, code', 'The fields. “code” may fit one field per digit.'],
  ['sign_in.submit', 'What is pressed to go on.'],
  ['sign_in.success', 'Visible when, and only when, someone is signed in.'],
  ['change.url, change.steps', 'The way to the form that changes the password, in order.'],
  ['change.current, next, confirm, submit', 'Its parts.'],
  ['password_rules', 'What the site takes, in Apple’s password-rules grammar.'],
] as const;

const EXAMPLE = JSON.stringify(
  {
    sign_in: { username: '#user', success: "a[href='/logout']" },
    change: { url: 'https://acme.com/account', steps: [{ press: 'text=Security' }], next: '#new' },
    password_rules: 'minlength: 12; required: upper; allowed: lower, digit;',
  },
  null,
  2,
);

export function RecipeParts() {
  return (
    <Card
      title="What can be stated"
      sentence="Selectors are Playwright’s. Addresses have to be on this site; a recipe never widens where secrets may be typed."
    >
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[minmax(12rem,auto)_1fr]">
        {PARTS.map(([part, words]) => (
          <div key={part} className="contents">
            <dt className="-mb-1.5 font-mono text-sm sm:mb-0">{part}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary className="w-fit text-muted">An example</summary>
        <div className="mt-2">
          <Snippet what="example recipe">{EXAMPLE}</Snippet>
        </div>
      </details>
    </Card>
  );
}
