/** An operation on a page did not end in time. The text names the operation, never its arguments. */
export class PageTimeoutError extends Error {
  override readonly name = 'PageTimeoutError';
}

/**
 * Bounds what Playwright leaves unbounded: `evaluate` waits for ever in a frame whose script does not yield. The
 * operation goes on behind our back; its late failure is swallowed.
 */
export async function within<T>(milliseconds: number, operation: string, promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(new PageTimeoutError(`${operation} took too long`)),
          Math.max(milliseconds, 1),
        );
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
