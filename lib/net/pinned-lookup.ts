import { lookup as lookUpInDns } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { parseIpAddress } from './ip-address';
import { assertAddressesAllowed, readTarget, type Target, type TargetPolicy } from './target-policy';
import { TargetRefused } from './target-refused';

export interface PinnedAddress {
  address: string;
  family: number;
}

/** All addresses of a name; the hosts file counts, because containers are found through it. */
export type Resolve = (host: string) => Promise<readonly PinnedAddress[]>;

/**
 * A look-up for sockets that asks once, checks every address against the policy, and hands over exactly those that it
 * checked. There is no second question whose answer could be another: that is how a name is kept from pointing to a
 * public address while it is checked and to an internal one while it is used.
 *
 * A socket to an address in figures does not look anything up; `assertTargetAllowed` has to stand before it.
 */
export function pinnedLookup(
  target: Target,
  policy: TargetPolicy,
  resolve: Resolve = resolveAll,
): LookupFunction {
  return (host, options, callback) => {
    permittedAddresses({ ...target, host }, policy, resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('look-up failed'), ''),
    );
  };
}

/** Before an address is kept, and before a socket to one in figures. Throws `TargetRefused` when it is not permitted. */
export async function assertTargetAllowed(
  address: string,
  policy: TargetPolicy,
  resolve: Resolve = resolveAll,
): Promise<Target> {
  const target = readTarget(address, policy);
  if (!parseIpAddress(target.host)) await permittedAddresses(target, policy, resolve);
  return target;
}

async function permittedAddresses(
  target: Target,
  policy: TargetPolicy,
  resolve: Resolve,
): Promise<readonly PinnedAddress[]> {
  const addresses = await resolve(target.host).catch(() => {
    throw new TargetRefused('unresolved', 'The name of the host cannot be looked up.');
  });
  assertAddressesAllowed(
    target,
    addresses.map(({ address }) => address),
    policy,
  );
  return addresses;
}

function resolveAll(host: string): Promise<readonly PinnedAddress[]> {
  return lookUpInDns(host, { all: true });
}
