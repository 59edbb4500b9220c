import type { WorkspaceTransaction } from '@/lib/db/database';

/** How a site's refusal of a candidate stands in the timeline; later rotations learn from it. */
const SAID = 'The site said: ';
const CUT = /^The form keeps only (\d+) characters/;
const MOST_LEARNED = 5;

export function rejectionNote(words: string): string {
  return `${SAID}${words}`;
}

export function truncationNote(characters: number): string {
  return `The form keeps only ${characters} characters of a password.`;
}

export interface Learned {
  /** The site's own words, oldest first. */
  rejections: string[];
  truncatedTo: number | null;
}

/** What rotations on this site were told before, in this workspace: the newest few, whatever the entry. */
export async function readLearned(
  tx: WorkspaceTransaction,
  workspaceId: string,
  site: string,
): Promise<Learned> {
  const notes = await tx.rotationEvent.findMany({
    where: {
      workspaceId,
      rotation: { site },
      OR: [{ note: { startsWith: SAID } }, { note: { startsWith: 'The form keeps only ' } }],
    },
    orderBy: { createdAt: 'desc' },
    take: MOST_LEARNED,
    select: { note: true },
  });
  const lines = notes.flatMap(({ note }) => note ?? []).reverse();
  const cuts = lines.flatMap((line) => Number(CUT.exec(line)?.[1] ?? Number.NaN)).filter(Number.isFinite);
  return {
    rejections: lines.filter((line) => line.startsWith(SAID)).map((line) => line.slice(SAID.length)),
    truncatedTo: cuts.length > 0 ? Math.min(...cuts) : null,
  };
}
