import { Badge } from '@/app/_ui/badge';
import { PROBLEMS, problemCode } from '@/lib/contract/problem';

/** Codes with their status and what they stand for, by status. */
export function Refusals({ label, codes }: { label: string; codes: readonly string[] }) {
  const known = codes
    .flatMap((code) => problemCode.safeParse(code).data ?? [])
    .sort((one, other) => PROBLEMS[one].status - PROBLEMS[other].status);
  return (
    <ul aria-label={label} className="flex flex-col gap-1">
      {known.map((code) => (
        <li key={code} className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-mono text-sm text-muted tabular-nums">{PROBLEMS[code].status}</span>
          <span className="font-mono text-sm break-all">{code}</span>
          <span className="text-muted">{PROBLEMS[code].title}</span>
          {PROBLEMS[code].retryable ? <Badge>try again</Badge> : null}
        </li>
      ))}
    </ul>
  );
}
