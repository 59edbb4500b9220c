import type { VirtualItem } from '@tanstack/react-virtual';
import type { CSSProperties } from 'react';
import { classNames } from './class-names';

export interface ListOption {
  kind: 'option';
  key: string;
  title: string;
  detail: string;
}

export type ListRow = ListOption | { kind: 'heading'; key: string; title: string };

export interface ListRowsProps {
  id: string;
  label: string;
  rows: readonly ListRow[];
  inView: readonly VirtualItem[];
  height: number;
  activeRow: number | undefined;
  onPick: (option: ListOption) => void;
}

export function ListRows({ id, label, rows, inView, height, activeRow, onPick }: ListRowsProps) {
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      className="relative outline-none"
      style={{ height }}
    >
      {inView.map((item) => {
        const row = rows[item.index];
        if (!row) return null;
        const place = { height: item.size, transform: `translateY(${item.start}px)` };
        return row.kind === 'heading' ? (
          <HeadingRow key={row.key} title={row.title} place={place} />
        ) : (
          <OptionRow
            key={row.key}
            id={`${id}-row-${item.index}`}
            option={row}
            active={item.index === activeRow}
            place={place}
            onPick={onPick}
          />
        );
      })}
    </div>
  );
}

/** For the eye only: a listbox may hold nothing but options. */
function HeadingRow({ title, place }: { title: string; place: CSSProperties }) {
  return (
    <div
      aria-hidden
      style={place}
      className="absolute inset-x-0 top-0 flex items-center bg-sunken px-3 text-xs font-semibold text-muted"
    >
      {title}
    </div>
  );
}

interface OptionRowProps {
  id: string;
  option: ListOption;
  active: boolean;
  place: CSSProperties;
  onPick: (option: ListOption) => void;
}

/** The keyboard lives in the search field, which points here with aria-activedescendant. */
function OptionRow({ id, option, active, place, onPick }: OptionRowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      style={place}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onPick(option)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onPick(option);
      }}
      className={classNames(
        'absolute inset-x-0 top-0 flex cursor-pointer flex-col justify-center px-3 hover:bg-hover',
        active && 'bg-accent-soft',
      )}
    >
      <span className="truncate font-medium">{option.title}</span>
      <span className="truncate text-sm text-muted">{option.detail}</span>
    </div>
  );
}
