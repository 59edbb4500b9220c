import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { parseMarker } from '@/lib/rotation/marker-policy';
import { isFinal } from '@/lib/rotation/rotation-state';
import { type Chaos, ChosenChaos, EVENTS, FURTHER_EVENTS } from './chaos';
import { Seeded } from './choices';
import { answer, protocol, request, settle } from './execution';
import { SimWorld } from './sim-world';

const HOUR = 3_600_000;
export const ROTATIONS = 50;
/** How often something unusual happens, per choice. */
const UNUSUAL = 0.02;
const LIMITS = { faults: 3, events: 1 };
/** What people try one after the other while a rotation still asks for them. */
const PATIENCE: readonly RotationAnswer[] = ['retry_verify', 'changed_by_hand', 'changed_by_hand', 'stop'];

export interface History {
  world: SimWorld;
  rotations: number;
}

/**
 * The life of one account: rotation after rotation over years, each with faults and an event of its own, and people who
 * put right what is theirs in between. What one rotation leaves behind is what the next one finds.
 */
export async function liveThrough(
  seed: number,
  { rotations = ROTATIONS, tell = false }: { rotations?: number; tell?: boolean } = {},
): Promise<History> {
  const world = new SimWorld({ tell });
  const choices = new Seeded(seed, UNUSUAL);
  for (let number = 0; number < rotations && world.violations.length === 0; number += 1) {
    world.now += pause(world, choices);
    world.beginAnew();
    if (isAtRest(world)) request(world);
    await rest(world, new ChosenChaos(world, choices, LIMITS, [...EVENTS, ...FURTHER_EVENTS]));
    world.landAll();
    await putRight(world);
  }
  return { world, rotations };
}

/** Where the item's password does not work any more, somebody notices within days. */
function pause({ item, site }: SimWorld, choices: Seeded): number {
  const most = item.password === site.password ? 20 * 24 * HOUR : 5 * 24 * HOUR;
  return HOUR + Math.floor(choices.next() * most);
}

function isAtRest({ rows }: SimWorld): boolean {
  return rows.every(({ journal }) => isFinal(journal.state));
}

async function rest(world: SimWorld, chaos: Chaos): Promise<void> {
  world.setToWork();
  const error = await settle({ world, chaos, turns: 0, turn: null }, protocol);
  if (error) world.report('no_rest', error.message);
}

/** What people do in calm times: they answer, and see to it that the item is there and says what the site has. */
async function putRight(world: SimWorld): Promise<void> {
  const calm = new ChosenChaos(world, { pick: () => 0 }, { faults: 0, events: 0 });
  world.downCalls = 0;
  world.mayWrite = true;
  for (const action of PATIENCE) {
    mend(world);
    if (answer(world, () => action)) await rest(world, calm);
  }
  testSignIn(world);
}

/** As the next step says where too many sign-ins failed. They know whether the item is right. */
function testSignIn(world: SimWorld): void {
  const { item, site, rows } = world;
  if (rows.at(-1)?.journal.reason !== 'sign_in_budget_spent' || item.password !== site.password) return;
  world.tell(() => 'a person tests the sign-in');
  world.testSignIn();
}

function mend(world: SimWorld): void {
  const { item, site } = world;
  const foreign = item.pending !== null && parseMarker(item.marker) === null;
  // Where the site took a candidate late, that is for the next rotation to find out.
  const tookLate = world.rows.some(({ journal }) => journal.candidate === site.password);
  const works = item.password === site.password || item.pending === site.password;
  const wrong = !works && (!tookLate || item.password === item.humanPassword);
  if (item.exists && !foreign && !wrong) return;
  world.tell(() => 'a person puts the item right');
  item.exists = true;
  item.version += 1;
  if (foreign) item.pending = null;
  if (!wrong) return;
  item.password = site.password;
  item.humanPassword = site.password;
}
