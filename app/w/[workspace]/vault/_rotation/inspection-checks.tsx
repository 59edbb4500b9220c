import { StateMark } from '@/app/_ui/state-mark';
import { INSPECTION_RESULT_WORDS, INSPECTION_WORDS } from '@/app/_words/rotation';
import type { RotationInspection } from '@/lib/contract/rotation';

export function InspectionChecks({ checks }: { checks: RotationInspection['checks'] }) {
  return (
    <ul className="flex flex-col divide-y">
      {checks.map((check) => {
        const { tone, label } = INSPECTION_RESULT_WORDS[check.result];
        return (
          <li key={check.name} className="flex items-start justify-between gap-3 py-2">
            <span className="min-w-0">
              <span className="font-medium">{INSPECTION_WORDS[check.name]}</span>
              <span className="block text-sm break-words text-muted">{check.message}</span>
            </span>
            <StateMark tone={tone}>{label}</StateMark>
          </li>
        );
      })}
    </ul>
  );
}
