import { bareClient, ourServiceAccount } from './clients';
import type { Measure } from './report';
import type { Addresses } from './sandbox-process';
import { takeTurns } from './take-turns';

/**
 * A list of 10,000 items. Ours carries them over from the thread of the SDK and checks them, which costs; what it buys
 * is an event loop that goes on while the SDK decrypts. Hence no target.
 */
export async function listMeasure({ bulkToken }: Addresses): Promise<Measure> {
  const client = await bareClient(bulkToken);
  const provider = ourServiceAccount(bulkToken);
  const bare = async () => {
    const vaults = await client.vaults.list();
    return Promise.all(vaults.map(({ id }) => client.items.list(id)));
  };
  const medians = await takeTurns(
    { ours: () => provider.listItems(), bare },
    { rounds: 3, warmUp: 1, seconds: 8 },
  );
  await provider.close();
  const { ours, bare: baseline } = medians;
  return {
    measure: 'list_10000_items_ms_vs_bare_sdk',
    ours,
    baseline,
    ratio: ours / baseline,
    target: null,
    met: null,
  };
}
