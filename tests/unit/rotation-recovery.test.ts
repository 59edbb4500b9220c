import { describe, expect, test } from 'vitest';
import { type Scene, ScriptedChaos } from '../simulation/chaos';
import { enact, protocol, request, settle } from '../simulation/execution';
import { SimWorld } from '../simulation/sim-world';

const HOUR = 3_600_000;
const MONTH = 30 * 24 * HOUR;
const DATABASE_LOST = 'the database is lost';
const RESTORED = 'the database is restored to an older state';
const DELETED = 'a person deletes the item';
const HUMAN = 'a person changes the password on the site and in the item';

/** The recovery table of docs/rotation.md, row by row. */
describe('a rotation recovers', () => {
  test.each<[string, string, Scene[]]>([
    [
      'R1: killed before the candidate was written down',
      'done',
      [{ at: 'save preparing', fault: 'killed before' }],
    ],
    ['R2: killed before it was staged', 'done', [{ at: 'write the item: pending', fault: 'killed before' }]],
    [
      'R3: staged, and the answer was lost',
      'done',
      [{ at: 'write the item: pending', fault: 'applied and no answer' }],
    ],
    ['R3: killed right after staging', 'done', [{ at: 'write the item: pending', fault: 'killed after' }]],
    [
      'R4: staged, killed before the submit was written down',
      'done',
      [{ at: 'save submitting', fault: 'killed before' }],
    ],
    ['R5: killed right before the click', 'done', [{ at: 'send the form', fault: 'killed before' }]],
    ['R6: killed right after the click', 'done', [{ at: 'send the form', fault: 'killed after' }]],
    [
      'R6: the site applies the change late',
      'done',
      [{ at: 'send the form', fault: 'lands 6 effects later' }],
    ],
    [
      'R6: killed after the click, and the site applies it late',
      'done',
      [{ at: 'send the form', fault: 'killed and lands 5 effects later' }],
    ],
    [
      'R7: killed when the new password was proven',
      'done',
      [{ at: 'save site_new', fault: 'killed before' }],
    ],
    [
      'R8: killed before the item was written',
      'done',
      [{ at: 'write the item: password', fault: 'killed before' }],
    ],
    [
      'R8: killed after the item was written',
      'done',
      [{ at: 'write the item: password', fault: 'killed after' }],
    ],
    [
      'R8: the answer to that write was lost',
      'done',
      [{ at: 'write the item: password', fault: 'applied and no answer' }],
    ],
    ['R9: the database is lost after the submit', 'done', [{ at: 'save verifying', event: DATABASE_LOST }]],
    [
      'R9: the database is lost before the submit',
      'aborted (leftover_cleared)',
      [{ at: 'save submitting', event: DATABASE_LOST }],
    ],
    ['R10: the database is restored to before the submit', 'done', [{ at: 'save done', event: RESTORED }]],
    [
      'R11: the item is deleted after the submit',
      'needs_human (item_gone)',
      [{ at: 'save verifying', event: DELETED }],
    ],
    [
      'R11: the item is deleted before the submit',
      'aborted (item_deleted)',
      [{ at: 'write the item: pending', event: DELETED }],
    ],
    [
      'R12: write access is lost and comes back',
      'done',
      [
        { at: 'write the item: password', event: 'the token loses write access' },
        { at: 'claim', event: 'the token gets write access again' },
      ],
    ],
    [
      'R12: write access is lost for good',
      'needs_human (save_refused)',
      [{ at: 'write the item: password', event: 'the token loses write access' }],
    ],
    [
      'R13: the key is lost after the submit',
      'done',
      [
        { at: 'save verifying', fault: 'killed before' },
        { at: 'claim', event: 'the key of the workspace is lost' },
      ],
    ],
    [
      'R14: a person edits something else of the item',
      'done',
      [{ at: 'write the item: password', event: 'a person edits the notes of the item' }],
    ],
    [
      'R15: a person changes the password before it was saved',
      'superseded (changed_by_person)',
      [{ at: 'write the item: password', event: HUMAN }],
    ],
    [
      'R15: a person changes the password right after the submit',
      'superseded (changed_by_person)',
      [{ at: 'save verifying', event: HUMAN }],
    ],
    [
      'R15: a person changes it on the site only',
      'needs_human (no_password_works)',
      [{ at: 'sign in with C1', event: 'a person changes the password on the site only' }],
    ],
    [
      'R15: a person puts a wrong password into the item',
      'needs_human (item_differs)',
      [
        {
          at: 'write the item: password',
          event: 'a person changes the password in the item only, to a wrong one',
        },
      ],
    ],
    [
      'R15: a person puts a wrong password into the item, and the site’s answers to it are lost',
      'needs_human (item_differs)',
      [
        { at: 'save verifying', event: 'a person changes the password in the item only, to a wrong one' },
        { at: 'sign in with wrong', fault: 'sent and no answer' },
        { at: 'sign in with wrong', fault: 'sent and no answer' },
      ],
    ],
    [
      'R16: a worker stands still before the click, another takes over',
      'done',
      [{ at: 'send the form', fault: 'stalls before' }],
    ],
    [
      'R16: a worker stands still before it writes the item',
      'done',
      [{ at: 'write the item: password', fault: 'stalls before' }],
    ],
    [
      'R17: the form was not sent',
      'aborted (change_not_submitted)',
      [{ at: 'send the form', fault: 'not submitted' }],
    ],
    [
      'R18: the site asks for a confirmation by e-mail',
      'done',
      [{ at: 'send the form', fault: 'asks for confirmation' }],
    ],
    [
      'S6b: the site refuses the candidate',
      'aborted (policy_rejected)',
      [{ at: 'send the form', fault: 'rejected by policy' }],
    ],
    [
      'S6b: twice sent and never applied',
      'aborted (site_unchanged)',
      [
        { at: 'send the form', fault: 'not applied' },
        { at: 'send the form', fault: 'not applied' },
      ],
    ],
    ['the page says done, and it is not', 'done', [{ at: 'send the form', fault: 'says done and is not' }]],
    [
      'a pending password that is not ours',
      'skipped (foreign_pending)',
      [{ at: 'read the item', event: 'somebody else puts a pending password into the item' }],
    ],
    [
      'a read-only token',
      'skipped (read_only)',
      [{ at: 'check that the vault', event: 'the token loses write access' }],
    ],
    [
      'write access that is lost before staging',
      'skipped (read_only)',
      [{ at: 'write the item: pending', event: 'the token loses write access' }],
    ],
  ])('%s: %s', async (_row, expected, scenes) => {
    const { world, end } = await enact(scenes);
    expect({ end, broken: world.violations }, world.story?.join('\n')).toEqual({ end: expected, broken: [] });
    if (expected !== 'done') return;
    expect(world.item.pending).toBeNull();
    expect(world.item.password).toBe(world.site.password);
    expect(world.site.mostFailures).toBeLessThanOrEqual(2);
  });

  test('without a sign-in of a worker that stood still and was replaced meanwhile', async () => {
    const { world, end } = await enact([{ at: 'sign in with P0, open', fault: 'stalls before' }]);
    expect(end).toBe('done');
    expect(world.site.totalFailures, world.story?.join('\n')).toBe(0);
  });
});

/** One request, and another one after a pause. */
async function twoRotations(
  [first, second]: [Scene[], Scene[]],
  pause: number,
  between: (world: SimWorld) => void = () => {},
): Promise<SimWorld> {
  const world = new SimWorld({ tell: true });
  for (const scenes of [first, second]) {
    request(world);
    world.setToWork();
    const chaos = new ScriptedChaos(world, scenes);
    expect(await settle({ world, chaos, turns: 0, turn: null }, protocol)).toBeNull();
    expect(chaos.isPlayed, world.story?.join('\n')).toBe(true);
    if (scenes !== first) break;
    between(world);
    world.now += pause;
    world.beginAnew();
  }
  return world;
}

const endsOf = ({ rows }: SimWorld) =>
  rows.map(({ journal }) => `${journal.state}${journal.reason === null ? '' : ` (${journal.reason})`}`);

describe('two rotations of one account', () => {
  test('risk three wrong passwords together, also where a person ended the first and the item could not be counted in', async () => {
    const world = await twoRotations(
      [
        [
          { at: 'write the item: password', event: DELETED },
          { at: '', answer: 'changed_by_hand' },
          { at: '', answer: 'stop' },
        ],
        [],
      ],
      MONTH,
      ({ item, site }) => Object.assign(item, { exists: true, password: site.password }),
    );
    expect(world.violations, world.story?.join('\n')).toEqual([]);
    expect(endsOf(world)).toEqual(['aborted (stopped_by_person)', 'needs_human (no_password_works)']);
    expect(world.site.mostFailures).toBe(3);
  });

  test('leave the candidate of the second in the item, where the database was put back and a person has the first restored', async () => {
    const second: Scene[] = [
      { at: 'save verifying', event: RESTORED, way: 3 },
      { at: 'sign in with C2', fault: 'killed before' },
      { at: '', answer: 'restore_item' },
      { at: '', answer: 'retry_verify' },
    ];
    const world = await twoRotations([[], second], MONTH);
    expect(world.violations, world.story?.join('\n')).toEqual([]);
    expect(endsOf(world)).toEqual(['done']);
    expect(world.item.password).toBe(world.site.password);
  });

  test.each([
    ['it is tried', HOUR],
    ['also where the first was long ago', MONTH],
  ])(
    'do not say done of the first when the database was put back and the second has sent its candidate: %s',
    async (_what, pause) => {
      const world = await twoRotations([[], [{ at: 'save verifying', event: RESTORED, way: 3 }]], pause);
      expect(world.violations, world.story?.join('\n')).toEqual([]);
      expect(endsOf(world)).toEqual(['done']);
      expect([world.item.password, world.item.pending]).toEqual([world.site.password, null]);
    },
  );
});

test('a person is asked within a day where most of it went by before the new password was proven', async () => {
  const cannotSignIn: Scene = { at: 'sign in with C1', fault: 'not sent' };
  const { world, end } = await enact([
    ...Array.from({ length: 27 }, () => cannotSignIn),
    { at: 'write the item: password', event: 'the token loses write access' },
  ]);
  expect(end, world.story?.join('\n')).toBe('needs_human (save_refused)');
  expect(world.longestMs).toBeGreaterThan(19 * HOUR);
  expect(world.longestMs).toBeLessThan(24 * HOUR);
});
