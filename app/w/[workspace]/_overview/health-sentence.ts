import { plural } from '@/app/_words/plural';
import type { RunSummary } from '@/lib/contract/run';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { VaultEntryView } from '@/lib/contract/vault-entry';

export interface HealthFacts {
  providers: readonly SecretProviderView[];
  entries: readonly VaultEntryView[];
  runs: readonly RunSummary[];
  /** Rotations that cannot go on without a person. */
  needsYou: number;
}

/** Is everything healthy? One sentence, the most pressing thing first. */
export function healthSentence({ providers, entries, runs, needsYou }: HealthFacts): {
  ok: boolean;
  text: string;
} {
  const disabled = providers.filter((one) => one.status === 'disabled').length;
  const connections = providers.filter((one) => one.health === 'attention' && one.status === 'active').length;
  const warned = entries.filter((entry) => entry.warnings.length > 0).length;
  const failed = runs.filter((run) => run.status === 'failed').length;
  const troubles = [
    needsYou > 0 ? `${plural(needsYou, 'rotation')} ${needsYou === 1 ? 'needs' : 'need'} you` : null,
    disabled > 0 ? `${plural(disabled, 'connection')} ${disabled === 1 ? 'is' : 'are'} disabled` : null,
    connections > 0
      ? `${plural(connections, 'connection')} ${connections === 1 ? 'needs' : 'need'} attention`
      : null,
    warned > 0 ? `${plural(warned, 'entry', 'entries')} ${warned === 1 ? 'has' : 'have'} a warning` : null,
    failed > 0 ? `${failed} of the last ${plural(runs.length, 'run')} failed` : null,
  ].filter((trouble) => trouble !== null);
  if (troubles.length > 0) return { ok: false, text: `${joined(troubles)}.` };
  if (providers.length === 0 && entries.length === 0) {
    return { ok: true, text: 'Nothing is set up yet. Three steps lead to your first run.' };
  }
  const size = `${plural(providers.length, 'connection')}, ${plural(entries.length, 'entry', 'entries')}`;
  return { ok: true, text: `All is well: ${size}, no warnings.` };
}

function joined(parts: string[]): string {
  const text = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
