/**
 * The text in the field `rotation` of an item: for people who meet it in 1Password, and for a Latchkey that has lost its
 * database. It holds no secret.
 */
export interface Marker {
  rotationId: string;
  phase: 'staged' | 'done' | 'withdrawn';
  startedAt: number;
  /** So many sign-ins may have failed, with the one that is about to be tried. */
  failures: number;
  notedAt: number;
  /** Id of the key-encryption key: tells one installation from another, also after its database was lost. */
  installation: string;
}

const SHAPE =
  /^Latchkey rotation ([0-9a-f-]{36}): (staged|done|withdrawn), started (\S+), failed sign-ins (\d{1,3}), noted (\S+), by (\w{1,64})$/;

export function formatMarker(marker: Marker): string {
  const { rotationId, phase, failures, installation } = marker;
  const started = new Date(marker.startedAt).toISOString();
  const noted = new Date(marker.notedAt).toISOString();
  return `Latchkey rotation ${rotationId}: ${phase}, started ${started}, failed sign-ins ${failures}, noted ${noted}, by ${installation}`;
}

/** Null for what `formatMarker` did not write, such as a text that a person changed. */
export function parseMarker(text: string | null): Marker | null {
  if (text === null) return null;
  const [, rotationId, phase, started, failures, noted, installation] = SHAPE.exec(text) ?? [];
  if (!rotationId || !started || !noted || !installation) return null;
  if (phase !== 'staged' && phase !== 'done' && phase !== 'withdrawn') return null;
  const startedAt = Date.parse(started);
  const notedAt = Date.parse(noted);
  if (Number.isNaN(startedAt) || Number.isNaN(notedAt)) return null;
  return { rotationId, phase, startedAt, failures: Number(failures), notedAt, installation };
}

/** After this long without a word, a rotation of another installation is taken for abandoned. */
const ABANDONED_MS = 24 * 3_600_000;

/** Whether a candidate found in an item may be taken over: nobody else is about to use it. */
export function mayAdopt(marker: Marker, installation: string, now: number): boolean {
  return marker.installation === installation || now - marker.notedAt > ABANDONED_MS;
}
