'use client';

import type { AuditSearch } from '@/app/_queries/keys';
import { SearchInput } from '@/app/_ui/search-input';
import { Select } from '@/app/_ui/select';
import { OUTCOME_WORDS, objectWords } from '@/app/_words/audit';
import { AUDIT_OBJECT_KINDS, AUDIT_OUTCOMES } from '@/lib/contract/audit';

const HOUR_MILLISECONDS = 3_600_000;
const PERIODS = [
  { label: 'Last 24 hours', hours: 24 },
  { label: 'Last 7 days', hours: 24 * 7 },
  { label: 'Last 30 days', hours: 24 * 30 },
] as const;

export interface AuditFiltersProps {
  value: AuditSearch;
  onChange: (value: AuditSearch) => void;
}

export function AuditFilters({ value, onChange }: AuditFiltersProps) {
  /** What is left open is left out, so that two ways to the same filter are one. */
  const change = (part: { [Key in keyof AuditSearch]: AuditSearch[Key] | undefined }) => {
    const entries = Object.entries({ ...value, ...part }).filter(([, each]) => each);
    onChange(Object.fromEntries(entries));
  };
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      <SearchInput
        label="Search names, sites, ids"
        value={value.search ?? ''}
        onChange={(search) => change({ search })}
      />
      <Select
        className="w-full sm:w-56"
        aria-label="Filter by what it was done to"
        value={value.kind ?? ''}
        onChange={({ target }) => change({ kind: AUDIT_OBJECT_KINDS.find((kind) => kind === target.value) })}
      >
        <option value="">Everything</option>
        {AUDIT_OBJECT_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {objectWords(kind)}
          </option>
        ))}
      </Select>
      <Select
        className="w-full sm:w-36"
        aria-label="Filter by outcome"
        value={value.outcome ?? ''}
        onChange={({ target }) =>
          change({ outcome: AUDIT_OUTCOMES.find((outcome) => outcome === target.value) })
        }
      >
        <option value="">Any outcome</option>
        {AUDIT_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {OUTCOME_WORDS[outcome]}
          </option>
        ))}
      </Select>
      <Select
        className="w-full sm:w-40"
        aria-label="Filter by time"
        onChange={({ target }) => change({ since: startOf(Number(target.value)) })}
      >
        <option value="0">Any time</option>
        {PERIODS.map(({ label, hours }) => (
          <option key={hours} value={hours}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** Fixed when it is chosen: a filter that moved with the clock would be another one on each look. */
function startOf(hours: number): string | undefined {
  return hours === 0 ? undefined : new Date(Date.now() - hours * HOUR_MILLISECONDS).toISOString();
}
