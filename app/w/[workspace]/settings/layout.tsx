import type { ReactNode } from 'react';
import { SettingsNavigation } from './_shell/settings-navigation';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-6">
      <SettingsNavigation />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
