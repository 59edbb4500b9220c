import {
  BookOpen,
  LayoutDashboard,
  type LucideIcon,
  Play,
  RefreshCcwDot,
  Settings,
  Vault,
  Workflow,
} from 'lucide-react';
import type { Permission } from '@/lib/contract/workspace';

export interface NavigationItem {
  path: string;
  label: string;
  icon: LucideIcon;
  /** Left out: for everyone. */
  permission?: Permission;
}

export const NAVIGATION: readonly NavigationItem[] = [
  { path: '', label: 'Overview', icon: LayoutDashboard },
  { path: '/vault', label: 'Vault', icon: Vault },
  { path: '/runs', label: 'Runs', icon: Play },
  { path: '/workflows', label: 'Workflows', icon: Workflow },
  { path: '/rotations', label: 'Rotations', icon: RefreshCcwDot, permission: 'rotations:read' },
  { path: '/settings', label: 'Settings', icon: Settings },
  { path: '/api', label: 'API reference', icon: BookOpen },
];

/** The overview's address begins every other one, so it is current only when it is the whole. */
export function isCurrent(pathname: string, href: string, isOverview: boolean): boolean {
  return pathname === href || (!isOverview && pathname.startsWith(`${href}/`));
}
