import type { CanaryWorld } from './world';

/** Something that people or programs do with the product. What it says meanwhile is heard by the world. */
export interface Scenario {
  name: string;
  play(world: CanaryWorld): Promise<void>;
}
