import { ENCODINGS } from './encodings';

/** Planted secrets, by what they are. */
export type Canaries = Readonly<Record<string, string>>;

export interface Finding {
  canary: string;
  encoding: string;
  where: string;
}

interface Needle {
  canary: string;
  encoding: string;
  bytes: Buffer;
}

/** What is shorter would be found by chance in megabytes of files. */
const SHORTEST = 6;

/** Looks for every canary in every encoding, in whatever bytes it is given. */
export class CanaryScan {
  readonly needles: readonly Needle[];
  readonly findings: Finding[] = [];
  bytesSeen = 0;

  constructor(canaries: Canaries) {
    this.needles = Object.entries(canaries).flatMap(([canary, value]) =>
      ENCODINGS.map(({ name, encode }) => ({ canary, encoding: name, bytes: encode(value) })).filter(
        ({ bytes }) => bytes.length >= SHORTEST,
      ),
    );
  }

  /** Everything found in it, and kept in `findings`. */
  look(where: string, content: Buffer | string): Finding[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.bytesSeen += bytes.length;
    const found = this.needles
      .filter((needle) => bytes.includes(needle.bytes))
      .map(({ canary, encoding }) => ({ canary, encoding, where }));
    this.findings.push(...found);
    return found;
  }
}
