import { rotation } from '@/lib/contract/rotation';
import { untilState } from '../database';
import type { Scenario } from '../scenario';
import { ADA, type CanaryWorld, GRACE } from '../world';

/**
 * A password that is changed on the site and written back, and one whose item goes away meanwhile, so that a person is
 * asked. The new ones are secrets from their first moment on.
 */
export const rotations: Scenario = {
  name: 'rotations',
  async play(world) {
    const name = { permissioned_user_id: 'acme-prod', domain: world.demo.site.url };
    await world.key('POST /api/v1/rotation-inspections', { body: name });
    const id = await world.make('POST /api/v1/rotations', name);
    // Ends when the rotation does.
    await world.key(`GET /api/v1/rotations/${id}/events`);
    await expectOutcome(world, id, 'finished');
    world.canaries['password P1'] = changed(
      await world.otherSide.passwordOfItem(ADA.item),
      world.canaries['password P0'],
    );
    await needsPerson(world);
  },
};

async function needsPerson(world: CanaryWorld): Promise<void> {
  const id = await world.make('POST /api/v1/rotations', {
    permissioned_user_id: 'grace',
    domain: world.demo.site.url,
  });
  const row = { table: 'rotation', id } as const;
  await untilState(world.database, row, ['submitting', 'verifying'], 120_000);
  await world.otherSide.archive(GRACE.item);
  await untilState(world.database, row, ['needs_human'], 240_000);
  await expectOutcome(world, id, 'needs_human');
  world.canaries['password P1 that no item holds'] = changed(
    await world.otherSide.passwordOfUser(GRACE.name),
    world.canaries['password P0 of a second item'],
  );
  await world.key('GET /api/v1/alerts?state=all');
  await world.key(`POST /api/v1/rotations/${id}/answers`, { body: { action: 'stop' } });
  await world.key(`GET /api/v1/rotations/${id}`);
}

async function expectOutcome(world: CanaryWorld, id: string, expected: string): Promise<void> {
  const view = rotation.parse((await world.key(`GET /api/v1/rotations/${id}`)).body);
  if (view.outcome !== expected) throw new Error(`the rotation is ${view.state}: ${view.message}`);
}

function changed(password: string, before: unknown): string {
  if (!password || password === before) throw new Error('the password did not change');
  return password;
}
