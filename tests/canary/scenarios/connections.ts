import { z } from 'zod';
import type { Scenario } from '../scenario';
import { ADA, GRACE } from '../world';

const items = z.object({ data: z.array(z.object({ ref: z.string() })) });

/** Tokens given whole, cut off, to the wrong place, tested and replaced; an item with an extra secret is bound. */
export const connections: Scenario = {
  name: 'connections',
  async play(world) {
    const { service_account_token: token, connect_token, connect_host } = world.demo.sandbox;
    const line = 'POST /api/v1/secret-providers';
    await world.key(line, { body: { name: 'cut off', token: token.slice(0, 300) } });
    await world.key(line, { body: { name: 'with a tail', token: `${token}x` } });
    await world.key(line, { body: { name: '', token } });
    const server = { mode: 'connect', base_url: connect_host, token: connect_token };
    const nobody = 'http://127.0.0.1:9';
    await world.key(line, { body: { ...server, name: 'away', base_url: nobody } });
    await world.key(line, { body: { ...server, name: 'wrong', token: `${connect_token}x` } });
    await world.key(line, { body: { mode: 'cli', name: 'op', token } });
    const [account, connect] = [
      await world.make(line, { name: world.marker, token }),
      await world.make(line, { ...server, name: 'connect' }),
    ];
    for (const one of [account, connect]) {
      await world.key(`POST /api/v1/secret-providers/${one}/test`);
      await world.key(`GET /api/v1/secret-providers/${one}/items?search=${encodeURIComponent(ADA.item)}`);
    }
    const replaced = { token, apply: true };
    await world.key(`POST /api/v1/secret-providers/${account}/replace-token`, { body: replaced });
    await world.person(`POST /api/v1/secret-providers/${account}/disable`);
    const search = `search=${encodeURIComponent(GRACE.item)}`;
    const found = await world.key(`GET /api/v1/secret-providers/${connect}/items?${search}`);
    const { ref } = items.parse(found.body).data[0] ?? { ref: '' };
    await world.make('POST /api/v1/entries', {
      permissioned_user_id: 'grace',
      domain: world.demo.site.url,
      source: 'provider',
      secret_provider_id: connect,
      secret_ref: ref,
      extra_secrets: { pin: `${ref}/pin` },
    });
  },
};
