/**
 * Text as it is read, at the pace of whoever takes it: the next piece is asked for when there is room. A reader that
 * goes away ends the reading. A failure on the way breaks the answer off, so that half of it does not pass for all.
 */
export function textStream(
  pieces: AsyncIterable<string>,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      } catch (error) {
        onError(error);
        controller.error(new Error('the answer could not be completed'));
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
