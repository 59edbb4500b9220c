import { setTimeout as delay } from 'node:timers/promises';
import { connections } from '@/tests/canary/scenarios/connections';
import { runs } from '@/tests/canary/scenarios/runs';
import { CanaryWorld } from '@/tests/canary/world';

/** `npm run g10`: what the worker's memory holds of passwords and codes five seconds after its runs have ended. */
const startedAt = Date.now();
const world = await CanaryWorld.start();
try {
  await connections.play(world);
  await runs.play(world);
  await delay(5_000);
  const { buffers, elsewhere, bytes } = await world.searchMemoryOfWorker(startedAt);
  for (const { sink, canary, encoding, place } of [...buffers, ...elsewhere])
    console.log(`${sink}: ${canary}, ${encoding}, ${place}`);
  console.log(`G10 bytes searched ${bytes}, buffers ${buffers.length}, elsewhere ${elsewhere.length}`);
  process.exitCode = buffers.length === 0 ? 0 : 1;
} finally {
  await world.stop();
  await world.remove();
}
