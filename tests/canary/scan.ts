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
  bytes: Buffer;
  /** What it is: a word of letters and digits looks the same in half of the encodings. */
  meanings: Array<{ canary: string; encoding: string }>;
  /**
   * Six digits are part of every time stamp, and of a thousand values that a database writes in hex: a code counts where
   * neither a digit nor a point nor such a letter is beside it.
   */
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
    const needles = new Map<string, Needle>();
    for (const [canary, value] of Object.entries(canaries)) {
      for (const { name: encoding, encode } of ENCODINGS) {
        const bytes = encode(value);
        if (bytes.length < SHORTEST) continue;
        const text = bytes.toString('latin1');
        const needle = needles.get(text) ?? { bytes, meanings: [], alone: /^\d{6,8}$/.test(text) };
        needle.meanings.push({ canary, encoding });
        needles.set(text, needle);
      }
    }
    this.needles = [...needles.values()];
  }

  /** Everything found in it, and kept in `findings`. */
  look(sink: string, place: string, content: Buffer | string): Finding[] {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.sinks.add(sink);
    this.bytesSeen += bytes.length;
    const found = this.needles
      .filter((needle) => holds(bytes, needle))
      .flatMap(({ meanings }) => meanings.map((meaning) => ({ ...meaning, sink, place })));
    this.findings.push(...found);
    return found;
  }
}

function holds(bytes: Buffer, { bytes: needle, alone }: Needle): boolean {
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) {
    const [before = 0, after = 0] = [bytes[at - 1], bytes[at + needle.length]];
    if (!alone || !(isHex(before) || before === 0x2e || isHex(after))) return true;
  }
  return false;
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
