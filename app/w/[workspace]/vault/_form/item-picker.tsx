'use client';

import { RefreshCw } from 'lucide-react';
import { type Ref, useEffect, useId, useRef, useState } from 'react';
import { useRefreshItems } from '@/app/_queries/provider-items';
import { Button } from '@/app/_ui/button';
import { Mono } from '@/app/_ui/mono';
import type { ListOption } from '@/app/_ui/searchable-list-rows';
import { useWorkspace } from '../../_shell/workspace-context';
import { ItemList } from './item-list';

interface PickedItem {
  title: string;
  vault_title: string;
}

export interface ItemPickerProps {
  providerId: string;
  /** What the form has as the domain, for the suggestions. */
  domain: string;
  /** The chosen item's reference; empty while none is chosen. */
  value: string;
  /** What is known of the item that was bound before. */
  known: PickedItem | null | undefined;
  onPick: (reference: string) => void;
  error: string | undefined;
  inputRef: Ref<HTMLInputElement>;
}

/** Titles, vaults and websites only. The chosen item folds the list away; "Change item" brings it back. */
export function ItemPicker(props: ItemPickerProps) {
  const { slug } = useWorkspace();
  const id = useId();
  const change = useRef<HTMLButtonElement>(null);
  const [picked, setPicked] = useState<ListOption | null>(null);
  const [choosing, setChoosing] = useState(props.value === '');
  const refresh = useRefreshItems(slug, props.providerId);
  // Focus follows what the person did: from the list to the chosen item.
  useEffect(() => {
    if (!choosing && picked) change.current?.focus();
  }, [choosing, picked]);
  const open = choosing || props.value === '';
  const pick = (option: ListOption) => {
    setPicked(option);
    setChoosing(false);
    props.onPick(option.key);
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium">Item</span>
        {open ? (
          <Button variant="quiet" size="small" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
            <RefreshCw aria-hidden />
            {refresh.isPending ? 'Listing items…' : 'Refresh'}
          </Button>
        ) : null}
      </div>
      {open ? (
        <ItemList
          providerId={props.providerId}
          domain={props.domain}
          onPick={pick}
          describedBy={props.error ? `${id}-error` : undefined}
          inputRef={props.inputRef}
        />
      ) : (
        <div className="flex items-center justify-between gap-3 rounded-md border bg-sunken px-3 py-2">
          <div className="min-w-0">
            <p className="font-medium break-words">{picked?.title ?? props.known?.title ?? 'Bound item'}</p>
            <p className="text-sm break-words text-muted">{picked?.detail ?? props.known?.vault_title}</p>
            <Mono className="text-muted">{props.value}</Mono>
          </div>
          <Button ref={change} onClick={() => setChoosing(true)}>
            Change item
          </Button>
        </div>
      )}
      {props.error ? (
        <p id={`${id}-error`} className="text-sm text-failed">
          {props.error}
        </p>
      ) : null}
    </div>
  );
}
