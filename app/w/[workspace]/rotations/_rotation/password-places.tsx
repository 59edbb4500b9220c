'use client';

import { Card } from '@/app/_ui/card';
import { candidatePlaces, PASSWORD_WORDS } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';

/** Where the new password is and which one the site accepts: the question of everyone who is afraid of losing it. */
export function PasswordPlaces({ rotation }: { rotation: RotationView }) {
  const places = candidatePlaces(rotation);
  const { proven } = rotation;
  if (!places && !proven) return null;
  return (
    <Card title="Where the passwords are">
      {places ? <p>{places}</p> : null}
      {proven ? (
        <p className="text-muted">The last sign-in that worked used {PASSWORD_WORDS[proven]}.</p>
      ) : (
        <p className="text-muted">No sign-in has proven yet which password the site accepts.</p>
      )}
      {rotation.holds_runs ? (
        <p className="text-muted">Runs with this credential wait until it is known which password to use.</p>
      ) : null}
    </Card>
  );
}
