import net from 'node:net';
import { StatedError } from '../setup/stated-error.mjs';

/** Fails with the fix when the address cannot be listened on, before a build makes someone wait for that answer. */
export async function requireFreePort({ host, port }) {
  const problem = await tryListening(host, port);
  if (problem === undefined) return;
  if (problem === 'EADDRINUSE')
    throw new StatedError(
      `Port ${port} on ${host} is taken by another program. Choose another one: PORT=${port === 65_535 ? 3000 : port + 1} npm start`,
    );
  if (problem === 'EACCES')
    throw new StatedError(
      `Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`,
    );
  throw new StatedError(
    `Cannot listen on ${host} port ${port} (${problem}). Set HOST and PORT to an address of this machine.`,
  );
}

function tryListening(host, port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
