/** An address that this server must not reach, or a name that leads nowhere. The message is a sentence for people. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';

  constructor(
    /** `unresolved`: the name could not be looked up, which may be over in a moment. */
    readonly kind: 'refused' | 'unresolved',
    message: string,
  ) {
    super(message);
  }
}
