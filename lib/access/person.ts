import type { SessionView } from '@/lib/contract/workspace';

/** Someone signed in, before a workspace is chosen. */
export interface Person {
  userId: string;
  name: string;
  email: string;
}

export function presentPerson(person: Person): SessionView['user'] {
  return { id: person.userId, name: person.name, email: person.email };
}
