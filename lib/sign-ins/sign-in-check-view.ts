import { type SignInCheckView, signInCheck } from '@/lib/contract/sign-in-check';
import type { SignInCheckRow } from './sign-in-check-store';

const { state, category, change_form: changeForm } = signInCheck.shape;

export function presentCheck(row: SignInCheckRow): SignInCheckView {
  return {
    id: row.id,
    entry_id: row.entryId,
    state: state.parse(row.state),
    signed_in: row.signedIn,
    category: category.parse(row.category),
    code: row.code,
    message: row.message,
    next_step: row.nextStep,
    evidence: row.evidence,
    look_for_change_form: row.findsForm,
    change_form: changeForm.parse(row.changeForm),
    refusals: row.refusals,
    requested_by: row.requestedBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
