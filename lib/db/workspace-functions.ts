/**
 * Functions of the database that switch to the role `latchkey_app` and to the workspace they are given, by themselves:
 * one round trip where `withWorkspace` takes five. tests/integration/workspace-functions.test.ts asks the database
 * whether each of them does. The workspace is always the first argument.
 */
const CALLS = {
  standing_stamps: 'select standing_stamps($1, $2)',
  read_resolvable: 'select * from read_resolvable($1, $2, $3)',
  lead_flight: 'select lead_flight($1, $2, $3, $4, $5)',
  settle_call: 'select settle_call($1, $2, $3, $4, $5, $6)',
  settle_reading: 'select settle_reading($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',
  add_to_history: 'select add_to_history($1, $2, $3, $4)',
  take_seed_turn: 'select * from take_seed_turn($1, $2, $3, $4, $5, $6, $7)',
} as const;

export type WorkspaceFunction = keyof typeof CALLS;

export const WORKSPACE_FUNCTIONS = Object.keys(CALLS);

/** A prepared statement. Its text is one of the above; everything else is a parameter. */
export function callOf(name: WorkspaceFunction, values: unknown[]) {
  return { name, text: CALLS[name], values, rowMode: 'array' as const };
}
