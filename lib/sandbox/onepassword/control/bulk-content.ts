import type { ItemContent } from '../store/item';
import { emptyContent } from '../store/person-edit';

const WORDS = ['amber', 'basil', 'cobalt', 'dune', 'ember', 'fjord', 'grove', 'heron', 'iris', 'juniper'];

/** Many logins of made-up sites, the same ones every time. */
export function bulkContents(count: number): ItemContent[] {
  return Array.from({ length: count }, (_, place) => {
    const number = String(place + 1).padStart(5, '0');
    const username = `robot-${number}@acme.example`;
    const password = `${word(place)}-${word(place + 3)}-${number}`;
    const href = `https://${word(place)}-${number}.example/sign-in`;
    return {
      ...emptyContent(`Bulk login ${number}`, 'login'),
      urls: [{ label: 'website', href, autofill: 'anywhere' }],
      fields: [
        { id: 'username', label: 'username', type: 'text', value: username, purpose: 'username' },
        { id: 'password', label: 'password', type: 'concealed', value: password, purpose: 'password' },
      ],
      tags: ['bulk', word(place)],
    };
  });
}

function word(place: number): string {
  return WORDS[place % WORDS.length] ?? 'amber';
}
