import type { ActingRequest } from '@/lib/audit/acting-request';
import type { SessionView } from '@/lib/contract/workspace';

/** Someone signed in, before a workspace is chosen. */
export interface Person {
  userId: string;
  name: string;
  email: string;
  /** Left out where no request came, as in seeding the demo. */
  request?: ActingRequest | undefined;
}

export function presentPerson(person: Person): SessionView['user'] {
  return { id: person.userId, name: person.name, email: person.email };
}
