import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { secretsEqual } from '@/lib/crypto/secrets-equal';
import { Secret } from '@/lib/kernel/secret';
import type { FieldChange, Login } from '@/lib/secrets/provider';

export const ROTATION_SECTION = 'Automation (rotation)';
const SECTION_ID = 'automation_rotation';
const PASSWORD = { id: 'password', title: 'password', concealed: true } as const;
const PENDING = { id: 'pending_password', title: 'pending password', concealed: true } as const;
const MARKER = { id: 'rotation', title: 'rotation', concealed: false } as const;
export type OwnField = typeof PASSWORD | typeof PENDING | typeof MARKER;

interface AnyField {
  value?: string | null | undefined;
}

interface AnySection {
  id: string;
}

interface AnyItem<Field, Section> {
  fields: Field[];
  sections: Section[];
}

/** How one backend spells an item. The change itself is the same for all. */
export interface ItemDialect<Item, Field, Section> {
  titleOf(part: Field | Section): string;
  sectionOf(field: Field): string | null;
  /** Whether it is shown, hidden, a date: what a write must not change of a field of ours either. */
  typeOf(field: Field): string;
  /** The password of the sign-in form, whatever it is called. */
  isPassword(field: Field): boolean;
  newField(own: OwnField, section: Section | null, value: string): Field;
  newSection(id: string, title: string): Section;
  /** A field without what moves by itself, such as a one-time code. */
  comparable(field: Field): unknown;
  /** Members of the item, beside fields and sections, that every write changes. */
  moving: ReadonlyArray<keyof Item>;
}

/** Pure: what a change of our fields is, in the spelling of one backend. */
export class ItemChanges<
  Item extends AnyItem<Field, Section>,
  Field extends AnyField,
  Section extends AnySection,
> {
  constructor(private readonly dialect: ItemDialect<Item, Field, Section>) {}

  /** The item with our fields changed and nothing else. An undefined member of `change` leaves its field alone. */
  apply(item: Item, { password, pendingPassword, rotationMarker }: FieldChange): Item {
    let changed = item;
    if (password) changed = this.#withPassword(changed, password.reveal());
    if (pendingPassword !== undefined) {
      changed = this.#withOwnField(changed, PENDING, pendingPassword?.reveal() ?? null);
    }
    if (rotationMarker !== undefined) changed = this.#withOwnField(changed, MARKER, rotationMarker);
    return this.#withoutEmptyOwnSection(changed);
  }

  /** Whether `written` holds exactly what `change` asked for. */
  isHeldBy(written: Item, { password, pendingPassword, rotationMarker }: FieldChange): boolean {
    if (password && !sameValue(this.#passwordField(written), password)) return false;
    if (pendingPassword !== undefined && !sameValue(this.#ownField(written, PENDING), pendingPassword)) {
      return false;
    }
    if (rotationMarker === undefined) return true;
    const marker = rotationMarker === null ? null : Secret.of(rotationMarker);
    return sameValue(this.#ownField(written, MARKER), marker);
  }

  /** Whether two versions differ only in what is ours to write. This is what finds a write that lost something. */
  isAllThatDiffers(before: Item, after: Item, change: FieldChange): boolean {
    const asked = this.apply(before, change);
    return (
      isDeepStrictEqual(this.#withoutOurs(before, change), this.#withoutOurs(after, change)) &&
      isDeepStrictEqual(this.#typesOfOurs(asked), this.#typesOfOurs(after))
    );
  }

  /** What a read tells of a rotation under way. */
  rotationPartsOf(item: Item): Pick<Login, 'pendingPassword' | 'rotationMarker' | 'fingerprint'> {
    const pending = this.#ownField(item, PENDING)?.value;
    return {
      pendingPassword: pending ? Secret.of(pending) : null,
      rotationMarker: this.#ownField(item, MARKER)?.value ?? null,
      fingerprint: () => digestOf(this.#withoutOurs(item, ALL_OURS)),
    };
  }

  #withPassword(item: Item, value: string): Item {
    const field = this.#passwordField(item);
    if (field) return withValue(item, field, value);
    return { ...item, fields: [...item.fields, this.dialect.newField(PASSWORD, null, value)] };
  }

  #withOwnField(item: Item, own: OwnField, value: string | null): Item {
    const present = this.#ownField(item, own);
    if (value === null) return { ...item, fields: item.fields.filter((field) => field !== present) };
    if (present) return withValue(item, present, value);
    const found = this.#ownSection(item);
    const section = found ?? this.dialect.newSection(SECTION_ID, ROTATION_SECTION);
    const sections = found ? item.sections : [...item.sections, section];
    return { ...item, sections, fields: [...item.fields, this.dialect.newField(own, section, value)] };
  }

  #withoutEmptyOwnSection(item: Item): Item {
    const section = this.#ownSection(item);
    if (!section || item.fields.some((field) => this.dialect.sectionOf(field) === section.id)) return item;
    return { ...item, sections: item.sections.filter((one) => one !== section) };
  }

  // By title: people see titles, and 1Password may give fields and sections other ids than the ones asked for.
  #ownSection(item: Item): Section | undefined {
    return item.sections.find((section) => this.dialect.titleOf(section) === ROTATION_SECTION);
  }

  #ownField(item: Item, own: OwnField): Field | undefined {
    const { sectionOf, titleOf } = this.dialect;
    const section = this.#ownSection(item);
    return item.fields.find(
      (field) => section && sectionOf(field) === section.id && titleOf(field) === own.title,
    );
  }

  #passwordField(item: Item): Field | undefined {
    return item.fields.find((field) => this.dialect.isPassword(field));
  }

  #typesOfOurs(item: Item): Array<string | undefined> {
    const ours = [this.#passwordField(item), this.#ownField(item, PENDING), this.#ownField(item, MARKER)];
    return ours.map((field) => field && this.dialect.typeOf(field));
  }

  #withoutOurs(item: Item, change: FieldChange): unknown {
    const { sectionOf, comparable, moving } = this.dialect;
    const ours = new Set<Field | undefined>([
      change.password ? this.#passwordField(item) : undefined,
      change.pendingPassword === undefined ? undefined : this.#ownField(item, PENDING),
      change.rotationMarker === undefined ? undefined : this.#ownField(item, MARKER),
    ]);
    const others = item.fields.filter((field) => !ours.has(field));
    // A section without fields says nothing, and 1Password drops it on any edit.
    const sections = item.sections.filter((one) => others.some((field) => sectionOf(field) === one.id));
    const still: Partial<Item> = { ...item };
    for (const member of moving) delete still[member];
    return { ...still, sections, fields: others.map((field) => comparable(field)) };
  }
}

const ALL_OURS: FieldChange = { password: Secret.of(''), pendingPassword: null, rotationMarker: null };

/** Members in the order of their names: which order a backend writes them in says nothing. */
function digestOf(rest: unknown): Secret {
  const text = JSON.stringify(rest, (_name, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
  return Secret.of(createHash('sha256').update(text).digest('base64url'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withValue<Field extends AnyField, Item extends { fields: Field[] }>(
  item: Item,
  field: Field,
  value: string,
): Item {
  return { ...item, fields: item.fields.map((one) => (one === field ? { ...one, value } : one)) };
}

function sameValue(field: AnyField | undefined, value: Secret | null): boolean {
  if (value === null) return field === undefined;
  return field !== undefined && secretsEqual(Secret.of(field.value ?? ''), value);
}
