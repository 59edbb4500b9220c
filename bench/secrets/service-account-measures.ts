import { bareClient, ourServiceAccount } from './clients';
import { atLeast, atMost, type Measure } from './report';
import type { Addresses } from './sandbox-process';
import { takeTurns } from './take-turns';

/** A read over a client that is signed in, against the SDK's own read and against signing in for every read. */
export async function serviceAccountMeasures({ token, vault, item }: Addresses): Promise<Measure[]> {
  const client = await bareClient(token);
  const provider = ourServiceAccount(token);
  const reference = { vaultId: vault.id, itemId: item.id };
  const ours = () => provider.readLogin(reference);
  const bare = () => client.items.get(vault.id, item.id);
  const eachTime = async () => (await bareClient(token)).items.get(vault.id, item.id);
  const warm = await takeTurns({ ours, bare }, { rounds: 150, warmUp: 20, seconds: 7 });
  const cold = await takeTurns({ ours, eachTime }, { rounds: 5, warmUp: 1, seconds: 4 });
  await provider.close();
  return [
    atMost('service_account_read_ms_vs_bare_sdk', warm.ours, warm.bare, 1.1),
    atLeast('service_account_read_ms_vs_client_per_read', cold.ours, cold.eachTime, 20),
  ];
}
