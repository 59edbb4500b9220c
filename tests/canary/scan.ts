import { type Canary, ENCODINGS } from './encodings';

/** Planted secrets, by what they are. */
export type Canaries = Readonly<Record<string, Canary>>;

export interface Finding {
  canary: string;
  encoding: string;
  sink: string;
  place: string;
}

interface Needle {
  canary: string;
  encoding: string;
  bytes: Buffer;
  /** Six digits are part of every time stamp; a code counts where no digit and no point is beside it. */
  alone: boolean;
}

/** What is shorter would be found by chance in megabytes of files. */
const SHORTEST = 6;

/** Looks for every canary in every encoding, in whatever bytes it is given. */
export class CanaryScan {
  readonly needles: readonly Needle[];
  readonly findings: Finding[] = [];
  /** Where was looked, by kind. */
  readonly sinks = new Set<string>();
  bytesSeen = 0;

  constructor(canaries: Canaries) {
    this.needles = Object.entries(canaries).flatMap(([canary, value]) =>
      ENCODINGS.map(({ name, encode }) => ({ canary, encoding: name, bytes: encode(value) }))
        .filter(({ bytes }) => bytes.length >= SHORTEST)
        .map((needle) => ({ ...needle, alone: /^\d+$/.test(needle.bytes.toString('latin1')) })),
    );
  }

  /** Everything found in it, and kept in `findings`. */
  look(sink: string, place: string, content: Buffer | string): Finding[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.sinks.add(sink);
    this.bytesSeen += bytes.length;
    const found = this.needles
      .filter((needle) => holds(bytes, needle))
      .map(({ canary, encoding }) => ({ canary, encoding, sink, place }));
    this.findings.push(...found);
    return found;
  }
}

function holds(bytes: Buffer, { bytes: needle, alone }: Needle): boolean {
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    const [before = 0, after = 0] = [bytes[at - 1], bytes[at + needle.length]];
    if (!alone || !(isDigit(before) || before === 0x2e || isDigit(after))) return true;
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
