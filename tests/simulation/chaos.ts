import { type RotationAnswer, rotationAnswer } from '@/lib/contract/rotation-state';
import type { Choices } from './choices';
import { type SimWorld, value } from './sim-world';

/** Thrown where a worker is killed: nothing of it goes on. One object, since a stack per kill takes half the time. */
export const killed = new Error('killed');

export interface Limits {
  faults: number;
  events: number;
}

interface WorldEvent {
  name: string;
  happens(world: SimWorld, choices: Choices): void;
}

/** What may happen around a rotation at any moment. */
export const EVENTS: readonly WorldEvent[] = [
  {
    name: 'the database is lost',
    happens(world) {
      world.rows = [];
      world.provenAt = null;
      world.databaseWentBack = true;
    },
  },
  {
    name: 'the database is restored to an older state',
    happens(world, choices) {
      const newest = world.backups.length - 1;
      const reached = WRITES_BACK.filter((back) => back <= newest);
      const back = reached[choices.pick(reached.length)] ?? newest;
      world.rows = world.backups[newest - back] ?? [];
      world.provenAt = null;
      world.databaseWentBack = true;
    },
  },
  {
    name: '1Password is away for four calls',
    happens(world) {
      world.downCalls = 4;
    },
  },
  {
    name: 'a person deletes the item',
    happens(world) {
      world.item.exists = false;
      world.takenByPerson = true;
      world.check();
    },
  },
  {
    name: 'a person edits the notes of the item',
    happens(world) {
      world.item.note += ' edited';
      world.item.version += 1;
    },
  },
  {
    name: 'a person changes the password on the site and in the item',
    happens: changeByHand,
  },
];

/** On the site and in the item; into a new item where it is gone, they leave no trace that we could find. */
export function changeByHand(world: SimWorld): void {
  const theirs = world.theirs();
  world.site.password = theirs;
  world.item.humanPassword = theirs;
  if (!world.item.exists) return;
  world.item.password = theirs;
  world.item.version += 1;
  world.check();
}

/** What is told in single stories and in long histories. */
export const FURTHER_EVENTS: readonly WorldEvent[] = [
  {
    name: 'the token loses write access',
    happens(world) {
      world.mayWrite = false;
    },
  },
  {
    name: 'the token gets write access again',
    happens(world) {
      world.mayWrite = true;
    },
  },
  {
    name: 'the key of the workspace is lost',
    happens(world) {
      const unreadable = { previous: null, candidate: null, secretsLost: true };
      world.rows = world.rows.map((row) => ({ ...row, journal: { ...row.journal, ...unreadable } }));
      world.databaseWentBack = true;
    },
  },
  {
    name: 'somebody else puts a pending password into the item',
    happens(world) {
      // As with an item that is deleted: what was pending there may have been the only copy left.
      if (world.item.pending !== null) world.takenByPerson = true;
      world.item.pending = value('somebody’s');
      world.item.marker = null;
      world.item.version += 1;
    },
  },
  {
    name: 'a person changes the password on the site only',
    happens(world) {
      world.site.password = world.theirs();
      world.item.humanPassword = world.site.password;
    },
  },
  {
    name: 'a person changes the password in the item only, to a wrong one',
    happens(world) {
      world.item.password = value('wrong');
      world.item.humanPassword = value('wrong');
      world.takenByPerson = true;
      world.item.version += 1;
    },
  },
];

/** How far back a restored database may lie, in writes. */
const WRITES_BACK = [1, 2, 4, 7];

/** What goes wrong, and when. Effects are named as in the story. */
export interface Chaos {
  /** Something from outside has happened. */
  readonly disturbed: boolean;
  readonly stalls: Stalls;
  /** Between two effects. */
  maybeEvent(effect: () => string): void;
  /** What a person answers to a rotation that needs one; undefined when nobody does. */
  maybeAnswer(): RotationAnswer | undefined;
  /** Which of the faults befalls this effect; undefined for none. */
  maybeFault<Fault extends string>(faults: readonly Fault[], effect: () => string): Fault | undefined;
}

/** Workers that stand still for so long that another one takes over. They do not know that when they go on. */
export class Stalls {
  #goOn: (() => void) | null = null;
  #onStall: () => void = () => {};

  /** For whoever watches a turn: resolves when its worker stands still. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#onStall = resolve;
    });
  }

  stall(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
      this.#onStall();
    });
  }

  /** Hands over what lets the worker go on that stands still. */
  take(): (() => void) | null {
    const goOn = this.#goOn;
    this.#goOn = null;
    return goOn;
  }
}

/** Decides choice by choice, within limits. */
export class ChosenChaos implements Chaos {
  readonly stalls = new Stalls();
  disturbed = false;
  #faultsLeft: number;
  #eventsLeft: number;

  constructor(
    private readonly world: SimWorld,
    private readonly choices: Choices,
    limits: Limits,
    private readonly events: readonly WorldEvent[] = EVENTS,
  ) {
    this.#faultsLeft = limits.faults;
    this.#eventsLeft = limits.events;
  }

  /** Goes on in another world as this would in its own. */
  copyFor(world: SimWorld): ChosenChaos {
    const limits = { faults: this.#faultsLeft, events: this.#eventsLeft };
    const copy = new ChosenChaos(world, this.choices, limits, this.events);
    copy.disturbed = this.disturbed;
    return copy;
  }

  /** Nothing is left to go wrong, so nothing is left to choose. */
  get isSpent(): boolean {
    return this.#faultsLeft === 0 && this.#eventsLeft === 0;
  }

  maybeEvent(): void {
    if (this.#eventsLeft === 0) return;
    const event = this.events[this.choices.pick(1 + this.events.length) - 1];
    if (!event) return;
    this.#eventsLeft -= 1;
    this.disturbed = true;
    this.world.tell(() => `  * ${event.name}`);
    event.happens(this.world, this.choices);
  }

  /** An answer takes the place of a fault. */
  maybeAnswer(): RotationAnswer | undefined {
    if (this.#faultsLeft === 0) return undefined;
    const answer = rotationAnswer.options[this.choices.pick(1 + rotationAnswer.options.length) - 1];
    if (answer !== undefined) this.#faultsLeft -= 1;
    return answer;
  }

  maybeFault<Fault extends string>(faults: readonly Fault[]): Fault | undefined {
    if (this.#faultsLeft === 0) return undefined;
    const fault = faults[this.choices.pick(1 + faults.length) - 1];
    if (fault === undefined) return undefined;
    this.#faultsLeft -= 1;
    this.world.tell(() => `  * fault: ${fault.replaceAll('_', ' ')}`);
    return fault;
  }
}

/** What is to happen at the first effect whose name begins so, after all that stands before it in the list. */
export interface Scene {
  at: string;
  fault?: string;
  event?: string;
  /** Which of the ways of an event that has several. */
  way?: number;
  /** At `needs_human`. */
  answer?: RotationAnswer;
}

/** Goes by a list: for a test that is about one story. */
export class ScriptedChaos implements Chaos {
  readonly stalls = new Stalls();
  disturbed = false;
  readonly #scenes: Scene[];

  constructor(
    private readonly world: SimWorld,
    scenes: readonly Scene[],
  ) {
    this.#scenes = [...scenes];
  }

  get isPlayed(): boolean {
    return this.#scenes.length === 0;
  }

  maybeEvent(effect: () => string): void {
    const [scene] = this.#scenes;
    if (scene?.event === undefined || !effect().startsWith(scene.at)) return;
    this.#scenes.shift();
    this.disturbed = true;
    const event = [...EVENTS, ...FURTHER_EVENTS].find(({ name }) => name === scene.event);
    if (!event) throw new Error(`there is no event "${scene.event}"`);
    this.world.tell(() => `  * ${event.name}`);
    event.happens(this.world, { pick: () => scene.way ?? 0 });
    this.maybeEvent(effect);
  }

  maybeAnswer(): RotationAnswer | undefined {
    const [scene] = this.#scenes;
    if (scene?.answer === undefined) return undefined;
    this.#scenes.shift();
    return scene.answer;
  }

  maybeFault<Fault extends string>(faults: readonly Fault[], effect: () => string): Fault | undefined {
    const [scene] = this.#scenes;
    if (scene?.fault === undefined || !effect().startsWith(scene.at)) return undefined;
    this.#scenes.shift();
    const fault = faults.find((one) => one.replaceAll('_', ' ') === scene.fault);
    if (!fault) throw new Error(`"${effect()}" has no fault "${scene.fault}"`);
    this.world.tell(() => `  * fault: ${scene.fault}`);
    return fault;
  }
}
