import type { RotationEffects } from '@/lib/rotation/rotation-effects';
import { nextStep } from '@/lib/rotation/rotation-machine';
import type { Journal } from '@/lib/rotation/rotation-state';
import { type Facts, save } from '@/lib/rotation/rotation-step';
import type { Limits, Scene } from './chaos';
import type { Protocol } from './execution';
import { type SimWorld, type Violation, value } from './sim-world';

export interface BrokenProtocol {
  breaks: Violation['kind'];
  /** What it takes to show it: a search within limits, or a story that is too rare for a short search. */
  shown: { limits: Limits } | { scenes: Scene[] };
  under: Protocol;
}

/**
 * The protocol with one of its rules taken out. Each was the design of some product, or of an early draft; the simulator
 * has to find out what is wrong with it, or it proves nothing about the whole.
 */
export const brokenProtocols: Record<string, BrokenProtocol> = {
  'the page decides, not a sign-in': {
    breaks: 'false_finish',
    shown: { limits: { faults: 1, events: 0 } },
    under: machine((journal, facts, now) =>
      journal.state === 'verifying' && journal.evidence === 'SUCCESS_TEXT'
        ? save({ state: 'site_new', proven: 'candidate' })
        : nextStep(journal, facts, now),
    ),
  },
  'what is unclear counts as success': {
    breaks: 'false_finish',
    shown: { limits: { faults: 1, events: 1 } },
    under: effects((real) => ({
      async signIn(password, stillMine) {
        const outcome = await real.signIn(password, stillMine);
        return outcome.verdict === 'unclear' || outcome.verdict === 'not_sent'
          ? { ...outcome, verdict: 'accepted' }
          : outcome;
      },
    })),
  },
  'promotion without compare-and-swap': {
    breaks: 'overwritten',
    shown: { limits: { faults: 0, events: 1 } },
    under: {
      machine: (journal, facts, now) =>
        journal.state === 'site_new' && facts.seen && facts.written === null && journal.candidate
          ? {
              do: 'write_item',
              version: 0,
              change: { password: journal.candidate, pendingPassword: null },
            }
          : nextStep(journal, facts, now),
      effects: (real, world) =>
        over(real, {
          writeItem: (_expected, change) => real.writeItem(world.item.version, change),
        }),
    },
  },
  'the candidate is kept in the database only': {
    breaks: 'lost',
    shown: { limits: { faults: 0, events: 1 } },
    under: machine((journal, facts, now) => {
      if (journal.state === 'preparing') return save({ state: 'staged' });
      return nextStep(journal, withSeen(facts, { pending: 'candidate' }), now);
    }),
  },
  'the candidate is kept in the item only': {
    breaks: 'lost',
    shown: { limits: { faults: 0, events: 1 } },
    under: effects((real, world) => ({
      async save(journal, change) {
        const saved = await real.save(journal, change);
        world.rows = world.rows.map((row) => ({
          ...row,
          journal: { ...row.journal, candidate: null, previous: null },
        }));
        return saved;
      },
    })),
  },
  'a new candidate for the second submit': {
    breaks: 'lost',
    shown: { limits: { faults: 1, events: 1 } },
    under: machine((journal, facts, now) => {
      const blind = withSeen(facts, facts.seen?.pending === 'other' ? { pending: 'none' } : {});
      const step = nextStep(journal, journal.state === 'preparing' ? blind : facts, now);
      const again = journal.state === 'site_old' && step.do === 'save' && step.change.state === 'staged';
      return again ? save({ state: 'preparing', candidate: value('another') }) : step;
    }),
  },
  'the item first, then the site': {
    breaks: 'false_finish',
    shown: { limits: { faults: 1, events: 0 } },
    under: machine((journal, facts, now) => {
      if (journal.state === 'site_new') return save({ state: 'done' });
      return nextStep(journal, facts, now);
    }),
  },
  'the candidate is taken out of the item at once when the old password works': {
    breaks: 'lost',
    shown: {
      scenes: [
        { at: 'send the form', fault: 'lands 20 effects later' },
        { at: 'save aborted', event: 'the database is lost' },
      ],
    },
    under: machine((journal, facts, now) =>
      journal.state === 'site_old' ? save({ state: 'withdrawing' }) : nextStep(journal, facts, now),
    ),
  },
  'a person is not asked, the old password is taken for right': {
    breaks: 'lost',
    shown: { limits: { faults: 0, events: 1 } },
    under: machine((journal, facts, now) => {
      const step = nextStep(journal, facts, now);
      return step.do === 'save' && step.change.state === 'needs_human'
        ? { ...save({ state: 'withdrawing', reason: 'site_unchanged', candidate: null }) }
        : step;
    }),
  },
  'a budget that a new worker does not know': {
    breaks: 'lockout',
    shown: { scenes: [{ at: 'sign in with C1', event: 'a person changes the password on the site only' }] },
    under: {
      machine: (journal, facts, now) => nextStep(journal, uncounted(facts), now),
      effects: (real) =>
        over(real, {
          async claim() {
            const claim = await real.claim();
            const journal = claim && {
              ...claim.journal,
              attempts: [],
              failuresElsewhere: [],
              failuresBefore: [],
            };
            return claim && journal && { ...claim, journal };
          },
        }),
    },
  },
  'a budget that a restored database forgets': {
    breaks: 'lockout',
    shown: {
      scenes: [
        { at: 'sign in with C1', event: 'a person changes the password on the site only' },
        { at: 'claim', event: 'the database is restored to an older state', way: 3 },
      ],
    },
    under: machine((journal, facts, now) => nextStep(journal, uncounted(facts), now)),
  },
  'no fencing of a worker that was away': {
    breaks: 'overwritten',
    shown: { limits: { faults: 1, events: 1 } },
    under: {
      machine: (journal, facts, now) => {
        if (journal.state !== 'site_new' || !journal.candidate) return nextStep(journal, facts, now);
        if (facts.written === 'written') return save({ state: 'done' });
        return { do: 'write_item', version: 0, change: { password: journal.candidate } };
      },
      effects: (real, world) =>
        over(real, {
          isMine: async () => true,
          writeItem: (_expected, change) => real.writeItem(world.item.version, change),
          save: (journal, change) => real.save(asStored(journal, world), change),
        }),
    },
  },
  'a rotation over one that is not settled': {
    breaks: 'lost',
    shown: { limits: { faults: 1, events: 1 } },
    under: machine((journal, facts, now) => {
      if (journal.state === 'checking_access') {
        const clear = facts.item?.outcome === 'read' ? { ...facts.item.item, pending: null } : null;
        return nextStep(journal, clear ? { ...facts, item: { outcome: 'read', item: clear } } : facts, now);
      }
      const blind = withSeen(facts, facts.seen?.pending === 'other' ? { pending: 'none' } : {});
      return nextStep(journal, journal.state === 'preparing' ? blind : facts, now);
    }),
  },
};

function machine(next: Protocol['machine']): Protocol {
  return { machine: next, effects: (real) => real };
}

function effects(change: (real: RotationEffects, world: SimWorld) => Partial<RotationEffects>): Protocol {
  return { machine: nextStep, effects: (real, world) => over(real, change(real, world)) };
}

/** The real effects but for those that are named. */
function over(real: RotationEffects, changed: Partial<RotationEffects>): RotationEffects {
  return {
    now: () => real.now(),
    sleep: (milliseconds) => real.sleep(milliseconds),
    claim: () => real.claim(),
    save: (journal, change) => real.save(journal, change),
    isMine: (journal) => real.isMine(journal),
    countRuns: () => real.countRuns(),
    readItem: () => real.readItem(),
    checkWriting: () => real.checkWriting(),
    writeItem: (version, change) => real.writeItem(version, change),
    openForm: (present, stillMine) => real.openForm(present, stillMine),
    changePassword: (present, candidate, guard) => real.changePassword(present, candidate, guard),
    signIn: (password, stillMine) => real.signIn(password, stillMine),
    makeCandidate: () => real.makeCandidate(),
    ...changed,
  };
}

function withSeen(facts: Facts, seen: Partial<NonNullable<Facts['seen']>>): Facts {
  return facts.seen ? { ...facts, seen: { ...facts.seen, ...seen } } : facts;
}

/** The count in the item is written and not believed. */
function uncounted(facts: Facts): Facts {
  const marker = facts.seen?.marker;
  return marker ? withSeen(facts, { marker: { ...marker, failures: 0 } }) : facts;
}

function asStored(journal: Journal, world: SimWorld): Journal {
  const row = world.rowOf(journal.id);
  return row ? { ...journal, epoch: row.journal.epoch, revision: row.journal.revision } : journal;
}
