import type { ItemContent } from './item';

/**
 * Moves a replaced password to the history. The apps do it for a person; Connect (since 1.1.0) and the command line
 * do it for their callers, while a client of the service-account wire has to send the history itself.
 */
export function keepReplacedPassword(before: ItemContent, after: ItemContent, atMs: number): void {
  const earlier = passwordOf(before);
  if (earlier === undefined || earlier === '' || earlier === passwordOf(after)) return;
  after.passwordHistory = [{ value: earlier, atSeconds: Math.floor(atMs / 1000) }, ...before.passwordHistory];
}

function passwordOf(content: ItemContent): string | undefined {
  return content.fields.find((field) => field.purpose === 'password')?.value;
}
