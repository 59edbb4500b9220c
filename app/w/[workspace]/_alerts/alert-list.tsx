'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { alertsQuery, useDismissAlert } from '@/app/_queries/alerts';
import { asProblem } from '@/app/_queries/api-problem';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import { ALERT_WORDS } from '@/app/_words/alert';
import type { AlertView } from '@/lib/contract/alert';
import { entryName } from '../_marks/entry-name';
import { useWorkspace } from '../_shell/workspace-context';

/** What a person should know of rotations. Nothing at all while there is nothing. */
export function AlertList() {
  const { slug } = useWorkspace();
  const { data } = useQuery(alertsQuery(slug));
  if (!data || data.alerts.length === 0) return null;
  return (
    <Card title="Alerts" sentence="Dismissing one only takes it off this list; what it is about goes on.">
      <ul className="flex flex-col divide-y">
        {data.alerts.map((alert) => (
          <Alert key={alert.id} alert={alert} />
        ))}
      </ul>
      {data.more ? <p className="text-sm text-muted">There are more; dismiss some to see them.</p> : null}
    </Card>
  );
}

function Alert({ alert }: { alert: AlertView }) {
  const { slug, href, can } = useWorkspace();
  const dismiss = useDismissAlert(slug);
  const { title, words } = ALERT_WORDS[alert.kind];
  const name = entryName(alert.entry);
  const address = alert.rotation_id ? `/rotations/${alert.rotation_id}` : `/vault/${alert.entry_id}`;
  return (
    <li className="flex items-start justify-between gap-3 py-2">
      <div className="min-w-0">
        <p>
          <span className="font-medium">{title}:</span>{' '}
          <TextLink href={href(address)} className="break-words">
            {name}
          </TextLink>
        </p>
        <p className="text-sm text-muted">
          {words} Told <RelativeTime at={alert.raised_at} />.
        </p>
      </div>
      {can('rotations:write') ? (
        <Button
          variant="quiet"
          size="icon"
          aria-label={`Dismiss: ${title}, ${name}`}
          disabled={dismiss.isPending}
          onClick={() => dismiss.mutate(alert.id, { onError: (error) => notify.failed(asProblem(error)) })}
        >
          <X aria-hidden />
        </Button>
      ) : null}
    </li>
  );
}
