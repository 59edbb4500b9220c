import type { RotationEffects } from '@/lib/rotation/rotation-effects';
import type { JournalChange } from '@/lib/rotation/rotation-state';
import type { FieldChange } from '@/lib/secrets/provider';

/**
 * What one undisturbed rotation does to the world, in this order: every write of the journal, every write of the item,
 * every act on the site. Looks are left out, since whoever dies after one has changed nothing.
 */
export const EFFECTS = [
  'claim',
  'save attempt with previous',
  'open the form',
  'save preparing',
  'write pending',
  'save staged',
  'save submitting',
  'change the password',
  'save verifying',
  'save attempt with candidate',
  'sign in',
  'save site_new',
  'write password',
  'save done',
] as const;

export type EffectName = (typeof EFFECTS)[number];

export interface Cut {
  effect: EffectName;
  when: 'before' | 'after';
}

/** The same port, but at the first effect of that name, `die` is called instead of it or after it. */
export function cutAt(port: RotationEffects, { effect, when }: Cut, die: () => never): RotationEffects {
  let isDue = true;
  const cut = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const here = isDue && name === effect;
    if (here) isDue = false;
    if (here && when === 'before') die();
    const result = await act();
    if (here) die();
    return result;
  };
  return {
    ...port,
    claim: () => cut('claim', () => port.claim()),
    save: (journal, change) => cut(nameOfSave(change), () => port.save(journal, change)),
    writeItem: (version, change) => cut(nameOfWrite(change), () => port.writeItem(version, change)),
    openForm: (present, mine) => cut('open the form', () => port.openForm(present, mine)),
    changePassword: (present, candidate, guard) =>
      cut('change the password', () => port.changePassword(present, candidate, guard)),
    signIn: (password, mine) => cut('sign in', () => port.signIn(password, mine)),
  };
}

function nameOfSave({ state, attempts }: JournalChange): string {
  return `save ${state ?? `attempt with ${attempts?.at(-1)?.candidate ?? 'nothing'}`}`;
}

function nameOfWrite({ password, pendingPassword }: FieldChange): string {
  if (password) return 'write password';
  return pendingPassword ? 'write pending' : 'write the count';
}
