let acts: (() => void)[] = [];

/**
 * Calls `act` when this turn of the event loop is over. All that is due then is done in one go: nothing that waits for a
 * promise runs in between.
 */
export function atEndOfTurn(act: () => void): void {
  if (acts.length === 0) setImmediate(end);
  acts.push(act);
}

function end(): void {
  const due = acts;
  acts = [];
  for (const act of due) act();
}
