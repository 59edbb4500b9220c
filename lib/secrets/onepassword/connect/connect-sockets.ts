import { Agent } from 'node:http';
import { connect as connectPlain, isIP, type OnReadOpts, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '@/lib/kernel/clock';
import { pinnedLookup, type Resolve } from '@/lib/net/pinned-lookup';
import type { TargetPolicy } from '@/lib/net/target-policy';
import type { ConnectTarget } from './connect-target';

export interface ConnectSocketsDeps {
  target: ConnectTarget;
  /** PEM certificates to trust instead of the public ones. */
  ca: string[] | undefined;
  targetPolicy: TargetPolicy;
  resolve: Resolve | undefined;
  clock: Pick<Clock, 'now'>;
  atMost: number;
}

/** For name, socket and TLS together. */
const CONNECT_MS = 2_000;
const IDLE_MS = 4_000;
/** A name is looked up and checked anew at least this often. */
const SOCKET_LIFE_MS = 300_000;
const READ_BYTES = 65_536;

/**
 * The sockets to one Connect server, each used again for what comes next.
 *
 * Promises: no socket to an address that the policy does not allow; no proxy of the environment; TLS 1.2 at least, with
 * the certificate checked; what arrives lies in memory of ours, and is overwritten once Node's parser has copied it out.
 */
export class ConnectSockets extends Agent {
  readonly #openedAt = new WeakMap<Duplex, number>();

  constructor(private readonly deps: ConnectSocketsDeps) {
    // The time-out closes sockets that nobody uses; the deadline of each call is its caller's.
    super({ keepAlive: true, maxSockets: deps.atMost, timeout: IDLE_MS });
  }

  override createConnection(): Socket {
    const socket: Socket = this.#open(overwritten((bytes) => socket.emit('data', bytes)));
    const limit = setTimeout(() => socket.destroy(new ConnectTimedOut()), CONNECT_MS);
    const stop = () => clearTimeout(limit);
    socket.once(this.deps.target.protocol === 'https:' ? 'secureConnect' : 'connect', stop);
    socket.once('close', stop);
    this.#openedAt.set(socket, this.deps.clock.now());
    return socket;
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Node asks for a yes or no here, which its types do not tell.
    const mayBeKept: unknown = super.keepSocketAlive(socket);
    const age = this.deps.clock.now() - (this.#openedAt.get(socket) ?? 0);
    return mayBeKept !== false && age < SOCKET_LIFE_MS;
  }

  #open(onread: OnReadOpts): Socket {
    const { target, ca, targetPolicy, resolve } = this.deps;
    const { protocol, host, port, pathPrefix } = target;
    // For each socket anew. An address in figures is not looked up: it was checked before, and cannot change.
    const lookup = pinnedLookup({ ...target, path: pathPrefix }, targetPolicy, resolve);
    const common = { host, port, lookup, keepAlive: true, noDelay: true, onread };
    if (protocol === 'http:') return connectPlain(common);
    return connectTls({
      ...common,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED would decide otherwise.
      rejectUnauthorized: true,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca ? { ca } : {}),
    });
  }
}

/**
 * One buffer for all that a socket reads. Without it Node takes 64 KiB for each piece, copies what has arrived, and gives
 * the rest back as it is: measured, one reading in a thousand stayed in freed memory. The parser listens to `data`
 * and copies the body before it returns.
 */
function overwritten(take: (bytes: Uint8Array) => void): OnReadOpts {
  const buffer = new Uint8Array(READ_BYTES);
  return {
    buffer,
    callback: (length) => {
      take(Buffer.from(buffer.buffer, 0, length));
      buffer.fill(0, 0, length);
      return true;
    },
  };
}

/** With the code that Node gives to a socket for which the system lost patience. */
class ConnectTimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}
