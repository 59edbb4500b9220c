import type { KeptHead } from '@/app/_queries/audit';

/** A head as the page shows it: the number, then the hash. Null for anything else. */
export function readKeptHead(text: string): KeptHead | null {
  const [, seq, hash] = /^(\d{1,15})\s+([0-9a-f]{64})$/.exec(text.trim().toLowerCase()) ?? [];
  return seq && hash ? { seq: Number(seq), hash } : null;
}
