/**
 * Like `Promise.all` over `work`, with no more than `limit` going on at a time. After a failure nothing new is begun;
 * what is going on ends unheard.
 */
export async function mapAtOnce<Input, Output>(
  inputs: readonly Input[],
  limit: number,
  work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = [];
  const left = inputs.entries();
  let failed = false;
  const worker = async () => {
    for (const [place, input] of left) {
      if (failed) return;
      outputs[place] = await work(input).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return outputs;
}
