import type { Field, ItemContent } from '../store/item';
import { newOpaqueId } from '../store/opaque-id';
import type { Backend } from './backend';

export const LOSSY_KINDS = [
  'drops_field',
  'changes_type',
  'reorders',
  'adds_field',
  'truncates',
  'loses_sections',
  'normalises_unicode',
  'reveals_concealed',
] as const;
export type LossyKind = (typeof LOSSY_KINDS)[number];

export interface LossyRule {
  kind: LossyKind;
  times: number;
  backend?: Backend | undefined;
}

/** Writes that store something else than they were asked to, while answering that all went well. */
export class LossyWrites {
  #rules: LossyRule[] = [];

  add(rule: LossyRule): void {
    this.#rules.push({ ...rule });
  }

  /** What is stored instead of `content`. Uses up one of the first rule that concerns the backend. */
  store(backend: Backend, content: ItemContent): ItemContent {
    const rule = this.#rules.find((one) => one.backend === undefined || one.backend === backend);
    if (!rule) return content;
    rule.times -= 1;
    if (rule.times <= 0) this.#rules = this.#rules.filter((one) => one !== rule);
    const damaged = structuredClone(content);
    DAMAGE[rule.kind](damaged);
    return damaged;
  }

  pending(): LossyRule[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  clear(): void {
    this.#rules = [];
  }
}

const DAMAGE: Record<LossyKind, (content: ItemContent) => void> = {
  drops_field: (content) => {
    const lost = victim(content);
    content.fields = content.fields.filter((field) => field !== lost);
  },
  changes_type: (content) => {
    const field = victim(content);
    if (field) field.type = field.type === 'text' ? 'menu' : 'text';
  },
  reorders: (content) => {
    content.fields.reverse();
    content.urls.reverse();
    content.tags.reverse();
  },
  adds_field: (content) => {
    content.fields.push({ id: newOpaqueId(), label: 'added by a sync', type: 'text', value: '' });
  },
  truncates: (content) => {
    const longest = content.fields.toSorted((a, b) => b.value.length - a.value.length)[0];
    if (longest) longest.value = longest.value.slice(0, Math.floor(longest.value.length / 2));
  },
  loses_sections: (content) => {
    content.sections = [];
    for (const field of content.fields) delete field.sectionId;
  },
  normalises_unicode: (content) => {
    content.title = content.title.normalize('NFKC');
    content.notes = content.notes.normalize('NFKC');
    for (const field of content.fields) {
      field.label = field.label.normalize('NFKC');
      field.value = field.value.normalize('NFKC');
    }
  },
  reveals_concealed: (content) => {
    for (const field of content.fields) if (field.type === 'concealed') field.type = 'text';
  },
};

/** A field beside name and password, if there is one: its loss is the easiest to overlook. */
function victim(content: ItemContent): Field | undefined {
  return content.fields.findLast((field) => field.purpose === undefined) ?? content.fields.at(-1);
}
