'use client';

import { Download } from 'lucide-react';
import { auditExportAddress } from '@/app/_queries/audit';
import type { AuditSearch } from '@/app/_queries/keys';
import { Button } from '@/app/_ui/button';
import { Menu, MenuItem, MenuLabel } from '@/app/_ui/menu';
import type { AuditExportFormat } from '@/lib/contract/audit-log';
import { useWorkspace } from '../../../_shell/workspace-context';

const FORMATS: ReadonlyArray<{ format: AuditExportFormat; label: string }> = [
  { format: 'jsonl', label: 'JSON lines, to verify elsewhere' },
  { format: 'csv', label: 'CSV, for a spreadsheet' },
  { format: 'ocsf', label: 'OCSF 1.6.0, for a SIEM' },
];

/** What is shown, all of it: the filters of the page hold for the file. */
export function ExportMenu({ search }: { search: AuditSearch }) {
  const { slug } = useWorkspace();
  const filtered = Object.keys(search).length > 0;
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      <MenuLabel>{filtered ? 'The records that match' : 'All records'}, as</MenuLabel>
      {FORMATS.map(({ format, label }) => (
        <MenuItem key={format} asChild>
          <a href={auditExportAddress(slug, search, format)} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
