import type { RotationView } from '@/lib/contract/rotation';

type Event = RotationView['history'][number];

/** What happened while one state lasted. */
export interface Chapter {
  seq: number;
  state: Event['state'];
  at: string;
  notes: Array<{ seq: number; note: string }>;
}

/** Events that follow each other in one state are one chapter; a state that comes back is a new one. */
export function chaptersOf(history: readonly Event[]): Chapter[] {
  const chapters: Chapter[] = [];
  for (const { seq, state, note, at } of history) {
    let chapter = chapters.at(-1);
    if (chapter?.state !== state) {
      chapter = { seq, state, at, notes: [] };
      chapters.push(chapter);
    }
    if (note) chapter.notes.push({ seq, note });
  }
  return chapters;
}
