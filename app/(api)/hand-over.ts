import { getApi } from '@/lib/server/api-singleton';

/**
 * The same API as our own server has in front, for `next dev`, a plain `next start` and the standalone image, where
 * Next alone takes the requests. No rule may live here: it would hold on one of the two ways only.
 */
export async function handOver(request: Request): Promise<Response> {
  const api = await getApi();
  return api.fetch(request);
}
