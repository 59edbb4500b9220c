import { readingsOf } from './decodings';
import type { SecretSet } from './secret-set';
import { UnpackError, unpacked } from './unpack';

/** What was to leave still holds a secret, or it cannot be told whether it does. It does not leave. */
export class ArtifactRefusedError extends Error {
  override readonly name = 'ArtifactRefusedError';

  constructor(readonly what: string) {
    super(`${what} was withheld because it holds a secret`);
  }
}

/**
 * The last gate of what a run leaves behind. Texts are rid of secrets first; what holds one even then, in whatever
 * nesting of encodings, is refused as a whole. Files are not rewritten, only refused.
 */
export class ArtifactGate {
  constructor(private readonly secrets: SecretSet) {}

  /** `what` names it for people: "a note", "the file name". */
  text(what: string, text: string): string {
    return this.#clear(what, this.secrets.scrub(text));
  }

  /** The same for a value of JSON's types. */
  value(what: string, value: unknown): unknown {
    const scrubbed = this.secrets.scrubValue(value);
    this.#clear(what, JSON.stringify(scrubbed) ?? '');
    return scrubbed;
  }

  /** A file with everything packed inside it. Pixels are not read; see masked-screenshot.ts for those. */
  file(what: string, bytes: Buffer): Buffer {
    try {
      for (const part of unpacked(bytes))
        if (this.secrets.appearsIn(part)) throw new ArtifactRefusedError(what);
    } catch (error) {
      if (error instanceof UnpackError) throw new ArtifactRefusedError(what);
      throw error;
    }
    return bytes;
  }

  #clear(what: string, text: string): string {
    for (const reading of readingsOf(text)) {
      if (this.secrets.appearsIn(reading)) throw new ArtifactRefusedError(what);
    }
    return text;
  }
}
