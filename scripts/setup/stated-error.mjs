/** A failure whose message is written for the person at the terminal: it names the fix, so no stack is shown. */
export class StatedError extends Error {
  name = 'StatedError';
}

/** Runs a command's main function: a stated error becomes its message and exit code 1, anything else shows its stack. */
export async function main(run) {
  try {
    const code = await run();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    console.error(error instanceof StatedError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
