'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { asProblem } from '@/app/_queries/api-problem';
import { useSignOut } from '@/app/_queries/auth';
import { rememberTheme } from '@/app/_theme-action';
import { Button } from '@/app/_ui/button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/app/_ui/menu';
import { readTheme, type Theme } from '@/app/_ui/theme';
import { useTheme } from '@/app/_ui/theme-choice';
import { notify } from '@/app/_ui/toast';
import { useWorkspace } from './workspace-context';

export function AccountMenu() {
  const { session } = useWorkspace();
  const client = useQueryClient();
  const signOut = useSignOut();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => {
        client.clear();
        window.location.assign('/sign-in');
      },
      onError: (error) => notify.failed(asProblem(error)),
    });
  return (
    <Menu
      align="start"
      trigger={
        <Button
          variant="quiet"
          className="w-full justify-start px-2"
          aria-label={`Account of ${session.user.name}`}
        >
          <UserRound aria-hidden className="text-muted" />
          <span className="min-w-0 flex-1 truncate text-left">{session.user.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    >
      <MenuLabel>{session.user.email}</MenuLabel>
      <ThemeItems />
      <MenuSeparator />
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  );
}

const THEME_ITEMS = [
  { theme: 'system', label: 'Same as the system', icon: Monitor },
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
] as const satisfies ReadonlyArray<{ theme: Theme; label: string; icon: unknown }>;

function ThemeItems() {
  const [theme, setTheme] = useTheme();
  const pick = (picked: string) => {
    setTheme(readTheme(picked));
    void rememberTheme(readTheme(picked));
  };
  return (
    <>
      <MenuSeparator />
      <DropdownMenu.RadioGroup value={theme} onValueChange={pick} aria-label="Theme">
        {THEME_ITEMS.map(({ theme: value, label, icon: Icon }) => (
          <DropdownMenu.RadioItem
            key={value}
            value={value}
            className="flex h-8 items-center gap-2 rounded-sm px-2 outline-none select-none data-highlighted:bg-hover data-[state=checked]:font-medium data-[state=checked]:text-accent"
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}
