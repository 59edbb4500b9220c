'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { useMediaQuery } from './media-query';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** The column that names the row: its cell is the row header and the link. */
  names?: true;
  align?: 'end';
}

export interface DataTableProps<Row> {
  caption: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHref?: (row: Row) => string;
}

/** A table; below 768 px the same facts as cards. One of the two is in the page, so nothing is read twice. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const wide = useMediaQuery('(min-width: 768px)');
  return wide ? <WideTable {...props} /> : <CardList {...props} />;
}

function WideTable<Row>({ caption, columns, rows, rowKey, rowHref }: DataTableProps<Row>) {
  return (
    <div className="overflow-x-auto rounded-lg border bg-surface">
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="h-9 border-b text-left text-sm text-muted">
            {columns.map((column) => (
              <th
                key={column.name}
                scope="col"
                className={classNames(
                  'px-3 font-medium whitespace-nowrap',
                  column.align === 'end' && 'text-right',
                )}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="relative h-10 border-b last:border-b-0 hover:bg-hover/60">
              {columns.map((column) => (
                <Cell key={column.name} column={column} row={row} href={rowHref?.(row)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row, href }: { column: Column<Row>; row: Row; href: string | undefined }) {
  const classes = classNames('px-3 py-1.5', column.align === 'end' && 'text-right');
  if (!column.names) return <td className={classes}>{column.cell(row)}</td>;
  return (
    <th scope="row" className={classNames(classes, 'text-left font-normal')}>
      {href ? <RowLink href={href}>{column.cell(row)}</RowLink> : column.cell(row)}
    </th>
  );
}

/** The name is the link; it is stretched over the row, and what can be pressed inside the row lies above it. */
function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="font-medium after:absolute after:inset-0 hover:underline">
      {children}
    </Link>
  );
}

function CardList<Row>({ caption, columns, rows, rowKey, rowHref }: DataTableProps<Row>) {
  const naming = columns.find((column) => column.names);
  const facts = columns.filter((column) => column !== naming);
  return (
    <ul aria-label={caption} className="flex flex-col gap-2">
      {rows.map((row) => {
        const href = rowHref?.(row);
        return (
          <li key={rowKey(row)} className="relative flex flex-col gap-2 rounded-lg border bg-surface p-3">
            {naming ? (
              <div>{href ? <RowLink href={href}>{naming.cell(row)}</RowLink> : naming.cell(row)}</div>
            ) : null}
            <dl className="grid grid-cols-[6rem_1fr] items-baseline gap-x-3 gap-y-1">
              {facts.map((column) => (
                <div key={column.name} className="contents">
                  <dt className="text-sm text-muted">{column.name}</dt>
                  <dd className="min-w-0 break-words">{column.cell(row)}</dd>
                </div>
              ))}
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
