import { Mono } from '@/app/_ui/mono';
import { PERMISSION_WORDS } from '@/app/_words/roles';
import { permission } from '@/lib/contract/workspace';
import { type Caller, callerOf, type Operation } from './operations';

const CALLERS: Record<Caller, string> = {
  'key or session': 'A program with an API key, or a signed-in person.',
  key: 'A program with an API key.',
  session: 'A signed-in person, from these pages. API keys are not taken.',
  anyone: 'Anyone: nobody is asked who they are.',
};

/** Who may call: what must come with the request, and the scope that a key needs. */
export function OperationAccess({ operation }: { operation: Operation }) {
  const scope = permission.safeParse(operation['x-permission']).data;
  return (
    <div className="flex flex-col gap-0.5">
      {scope ? (
        <p>
          Needs the scope <Mono className="font-medium">{scope}</Mono>
          <span className="text-muted"> {PERMISSION_WORDS[scope].label.toLowerCase()}</span>
        </p>
      ) : null}
      <p className="text-muted">{CALLERS[callerOf(operation)]}</p>
    </div>
  );
}
