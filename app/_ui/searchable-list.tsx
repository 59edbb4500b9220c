'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { Search } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Input } from './input';
import { type ListOption, type ListRow, ListRows } from './searchable-list-rows';

export interface SearchableListProps {
  label: string;
  placeholder: string;
  search: string;
  onSearch: (search: string) => void;
  rows: readonly ListRow[];
  onPick: (option: ListOption) => void;
  /** In place of the rows: loading, nothing found, an error. */
  instead?: ReactNode;
  onReachEnd?: () => void;
  describedBy?: string | undefined;
  invalid?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

const ROW_HEIGHTS = { heading: 28, option: 48 } as const;
const ROWS_BEFORE_END = 10;

/** A search field over a list that may have ten thousand rows: only those in view are in the page. */
export function SearchableList(props: SearchableListProps) {
  const { rows, onPick, onReachEnd } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const options = useMemo(() => indexesOfOptions(rows), [rows]);
  const [activeOption, setActiveOption] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ROW_HEIGHTS[rows[index]?.kind ?? 'option'],
    overscan: 6,
  });
  const inView = virtual.getVirtualItems();
  const lastInView = inView.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastInView >= rows.length - ROWS_BEFORE_END) onReachEnd?.();
  }, [rows.length, lastInView, onReachEnd]);
  // A new search starts at its first match.
  const [searched, setSearched] = useState(props.search);
  if (searched !== props.search) {
    setSearched(props.search);
    setActiveOption(0);
  }
  const activeRow = options[Math.min(activeOption, options.length - 1)];
  const move = (to: number) => {
    const next = Math.max(0, Math.min(to, options.length - 1));
    setActiveOption(next);
    const row = options[next];
    if (row !== undefined) virtual.scrollToIndex(next === 0 ? 0 : row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = MOVES[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(activeOption + step);
      return;
    }
    if (event.key === 'Escape' && props.search !== '') {
      event.stopPropagation();
      props.onSearch('');
    }
    if (event.key !== 'Enter') return;
    // Enter picks; it never sends the form around the list.
    event.preventDefault();
    const row = activeRow === undefined ? undefined : rows[activeRow];
    if (row?.kind === 'option') onPick(row);
  };
  const activeIsThere = inView.some((item) => item.index === activeRow);
  return (
    <div className="overflow-hidden rounded-md border border-line-strong">
      <div className="relative border-b">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <Input
          id={`${id}-input`}
          ref={props.inputRef}
          role="combobox"
          aria-label={props.label}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={activeIsThere ? `${id}-row-${activeRow}` : undefined}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid ? true : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={props.placeholder}
          value={props.search}
          onChange={(event) => props.onSearch(event.target.value)}
          onKeyDown={onKeyDown}
          className="rounded-none border-0 pl-8"
        />
      </div>
      {props.instead ? <div className="p-3">{props.instead}</div> : null}
      <div ref={scroller} className={props.instead ? 'hidden' : 'max-h-72 overflow-y-auto'}>
        <ListRows
          id={id}
          label={props.label}
          rows={rows}
          inView={inView}
          height={virtual.getTotalSize()}
          activeRow={activeRow}
          onPick={onPick}
        />
      </div>
    </div>
  );
}

const MOVES: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

function indexesOfOptions(rows: readonly ListRow[]): number[] {
  return rows.flatMap((row, index) => (row.kind === 'option' ? [index] : []));
}
