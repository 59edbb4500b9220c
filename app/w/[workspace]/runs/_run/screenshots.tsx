'use client';

import Image from 'next/image';
import { screenshotAddress } from '@/app/_queries/runs';
import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import type { RunView } from '@/lib/contract/run';
import { useWorkspace } from '../../_shell/workspace-context';

export function Screenshots({ run }: { run: RunView }) {
  const { slug } = useWorkspace();
  if (run.screenshots.length === 0) return null;
  return (
    <Card title="Screenshots" sentence="Fields that held secrets are masked before the picture is kept.">
      <ul className="flex gap-3 overflow-x-auto pb-2">
        {run.screenshots.map((screenshot) => {
          const address = screenshotAddress(slug, run.id, screenshot.id);
          return (
            <li key={screenshot.id} className="shrink-0">
              <figure className="flex flex-col gap-1">
                <a href={address} target="_blank" rel="noreferrer">
                  {/* Pictures of pages come from the API with no-store; an image optimiser would keep them. */}
                  <Image
                    unoptimized
                    src={address}
                    alt={`Screenshot ${screenshot.name}, opens in a new tab`}
                    width={256}
                    height={160}
                    className="h-40 w-64 rounded-md border object-cover object-top"
                  />
                </a>
                <figcaption className="text-sm">
                  {screenshot.name} <span className="text-muted">· </span>
                  <span className="text-muted">
                    <RelativeTime at={screenshot.created_at} />
                  </span>
                </figcaption>
              </figure>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
