/** What a caller sent is no item. Each server that takes items wraps this in its own kind of refusal. */
export class InvalidItem extends Error {
  override readonly name = 'InvalidItem';
}
