import { OnePasswordConnect } from '@1password/connect';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { createTargetPolicy } from '@/lib/net/target-policy';
import { createConnectProvider } from '@/lib/secrets/onepassword/connect/connect-provider';
import { atLeast, atMost, type Measure } from './report';
import type { Addresses } from './sandbox-process';
import { takeTurns } from './take-turns';

/**
 * One GET by ids, against the official client's own, and against the same client used by names, as its documentation
 * shows it: a search for the vault, a search for the item, a GET.
 */
export async function connectMeasures({
  connectUrl,
  connectToken,
  vault,
  item,
}: Addresses): Promise<Measure[]> {
  const provider = createConnectProvider({
    baseUrl: connectUrl,
    token: Secret.of(connectToken),
    targetPolicy: createTargetPolicy(['127.0.0.1:*']),
    clock: systemClock,
  });
  const official = OnePasswordConnect({ serverURL: connectUrl, token: connectToken, keepAlive: true });
  const medians = await takeTurns(
    {
      ours: () => provider.readLogin({ vaultId: vault.id, itemId: item.id }),
      official: () => official.getItem(vault.id, item.id),
      byName: async () => {
        const found = await official.getVault(vault.name);
        return official.getItem(found.id ?? '', item.title);
      },
    },
    { rounds: 500, warmUp: 50, seconds: 6 },
  );
  await provider.close();
  return [
    atMost('connect_read_ms_vs_official_client', medians.ours, medians.official, 1.1),
    atLeast('connect_read_ms_vs_three_calls_by_name', medians.ours, medians.byName, 3),
  ];
}
