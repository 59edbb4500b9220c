import type { AwkwardBehaviour } from './awkward-behaviour';
import { awkwardMarkup } from './awkward-markup';
import { awkwardScripts } from './awkward-scripts';
import { awkwardServers } from './awkward-servers';

/** Every oddity by its name. */
export const awkwardSites: Readonly<Record<string, AwkwardBehaviour>> = {
  ...awkwardServers,
  ...awkwardMarkup,
  ...awkwardScripts,
};
