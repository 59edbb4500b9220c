import type { RotationInspection } from '@/lib/contract/rotation';
import type { RotationReason } from '@/lib/contract/rotation-reason';
import type { Journal } from './rotation-state';
import { MOST_IN_A_ROW, MOST_IN_WINDOW } from './sign-in-budget-policy';

export type InspectionCheck = RotationInspection['checks'][number];

/** What was found out about an entry without touching anything. */
export interface InspectionFacts {
  bound: boolean;
  siteAllowed: boolean;
  /** Null: 1Password was not asked, because what comes before stands in the way. */
  item: ItemFacts | ItemTrouble | null;
  /** When sign-ins failed lately, and which of all nothing came after that worked. */
  failures: Pick<Journal, 'failuresElsewhere' | 'failuresBefore'>;
  runs: number;
}

export interface ItemFacts {
  title: string;
  editable: { ok: true } | { ok: false; reason: string };
  complete: boolean;
  websiteFits: boolean;
  pending: 'none' | 'ours' | 'foreign';
  write: { verdict: 'yes' | 'no' | 'unknown'; evidence: string };
  writesLeft: number | null;
}

export interface ItemTrouble {
  trouble: Extract<RotationReason, 'item_not_found' | 'provider_refused' | 'provider_unavailable'>;
  message: string;
}

/** Stage, promote, and some in reserve for what may have to be repeated: the pre-flight of a rotation asks for as many. */
const LEAST_WRITES = 10;

export interface Found extends InspectionCheck {
  /** Why a rotation would be skipped. */
  reason?: RotationReason;
}

/** In the order in which a rotation looks; the first that blocks is the reason it would be skipped for. */
export function inspect(facts: InspectionFacts): Found[] {
  const { bound, siteAllowed, item, failures, runs } = facts;
  return [
    bound
      ? ok('binding', 'The entry is bound to a 1Password item.')
      : blocked('binding', 'entry_not_bound', 'The entry keeps its password here and not in 1Password.'),
    siteAllowed
      ? ok('site', 'The site is reached over https, or the operator lists it.')
      : blocked('site', 'insecure_site', 'The site is not reached over https.'),
    ...(item === null ? [] : 'trouble' in item ? [troubleOf(item)] : itemChecks(item)),
    signInCheck(failures),
    runs === 0
      ? ok('runs', 'No run uses this credential now.')
      : waits(
          'runs',
          `${runs === 1 ? 'A run uses' : `${runs} runs use`} this credential; a rotation waits for up to five minutes.`,
        ),
  ];
}

function troubleOf({ trouble, message }: ItemTrouble): Found {
  return blocked(trouble === 'item_not_found' ? 'item' : 'connection', trouble, message);
}

function itemChecks(item: ItemFacts): Found[] {
  return [
    ok('connection', '1Password answers.'),
    itemCheck(item),
    writeCheck(item),
    pendingCheck(item),
    item.writesLeft === null || item.writesLeft >= LEAST_WRITES
      ? ok(
          'write_budget',
          item.writesLeft === null
            ? 'This backend has no limit.'
            : `${item.writesLeft} writes are left in this hour.`,
        )
      : blocked('write_budget', 'write_budget_low', `Only ${item.writesLeft} writes are left in this hour.`),
  ];
}

function itemCheck({ title, editable, complete, websiteFits }: ItemFacts): Found {
  if (!editable.ok) return blocked('item', 'item_not_editable', editable.reason);
  if (!complete) return blocked('item', 'item_incomplete', 'The item has no user name or no password.');
  if (!websiteFits) {
    return blocked(
      'item',
      'website_mismatch',
      'None of the item’s websites belongs to the site of the entry.',
    );
  }
  return ok('item', `“${title}” is there and can be written without loss.`);
}

function writeCheck({ write: { verdict, evidence } }: ItemFacts): Found {
  if (verdict === 'yes') return ok('write_access', evidence);
  if (verdict === 'no') return blocked('write_access', 'read_only', evidence);
  return {
    name: 'write_access',
    result: 'unknown',
    message: `${evidence} The first write shows it, before the site is touched.`,
  };
}

function pendingCheck({ pending }: ItemFacts): Found {
  if (pending === 'none') return ok('pending_password', 'No other change of this password is pending.');
  if (pending === 'ours') {
    return waits(
      'pending_password',
      'The item holds the new password of an earlier rotation, which is settled first.',
    );
  }
  return blocked(
    'pending_password',
    'foreign_pending',
    'The item holds a pending password that Latchkey did not put there.',
  );
}

function signInCheck({ failuresElsewhere, failuresBefore }: InspectionFacts['failures']): Found {
  const lately = failuresElsewhere.length;
  const inARow = failuresBefore.length;
  const spent = (message: string) => blocked('sign_ins', 'sign_in_budget_spent', message);
  if (inARow >= MOST_IN_A_ROW) return spent(`The last ${inARow} sign-ins failed; none has worked since.`);
  if (lately >= MOST_IN_WINDOW) return spent(`${lately} sign-ins failed within the last half hour.`);
  if (inARow > 0) {
    return { name: 'sign_ins', result: 'unknown', message: 'The last sign-in failed.' };
  }
  return ok(
    'sign_ins',
    'No sign-in was refused lately. The present password is tried when the rotation begins.',
  );
}

function ok(name: InspectionCheck['name'], message: string): Found {
  return { name, result: 'ok', message };
}

function waits(name: InspectionCheck['name'], message: string): Found {
  return { name, result: 'wait', message };
}

function blocked(name: InspectionCheck['name'], reason: RotationReason, message: string): Found {
  return { name, result: 'blocked', message, reason };
}
