import type { Drafts } from "./drafts.ts";

type Key = "index" | "id";

/**
 * A list whose items arrive in pieces. Pieces of one item carry the same `index`, or where one of them has none, the
 * same `id`; a piece that belongs to no item so far is a new item.
 */
export abstract class KeyedList<T extends object> {
  readonly items: T[] = [];
  protected readonly drafts: Drafts;
  // Scanning the items for each piece would be quadratic in a list of many items.
  private readonly positions: Record<Key, Map<unknown, number> | undefined> = { index: undefined, id: undefined };

  /** @param first what was there before: taken as it is, since the items of one chunk are whole */
  constructor(drafts: Drafts, first: readonly T[]) {
    this.drafts = drafts;
    for (const item of first) if (!this.skips(item)) this.push(item);
  }

  /** Gives the place of the item that the piece belongs to; undefined where it is nothing by itself. */
  add(piece: T): number | undefined {
    const at = this.find(piece);
    const item = at === undefined ? undefined : this.items[at];
    if (at === undefined || item === undefined) {
      if (this.skips(piece)) return undefined;
      this.push(piece);
      return this.items.length - 1;
    }
    const draft = this.drafts.has(item) ? item : this.drafts.claim(this.copy(item));
    this.merge(draft, piece);
    this.items[at] = draft;
    this.note(draft, at);
    return at;
  }

  addAll(pieces: readonly T[]): void {
    for (const piece of pieces) this.add(piece);
  }

  /** Whether a piece that belongs to no item is nothing by itself. */
  protected skips(_piece: T): boolean {
    return false;
  }

  protected abstract copy(item: T): T;

  /** Merges `piece` into `draft`, in place. */
  protected abstract merge(draft: T, piece: T): void;

  protected push(item: T): void {
    this.note(item, this.items.push(item) - 1);
  }

  private find(piece: T): number | undefined {
    const index = keyOf(piece, "index");
    const at = index === undefined ? undefined : this.positions.index?.get(index);
    if (at !== undefined) return at;
    const id = keyOf(piece, "id");
    const same = id === undefined ? undefined : this.positions.id?.get(id);
    if (same === undefined) return undefined;
    // Two different indexes are two items, whatever their id: several parts of one provider's item may share it.
    return index !== undefined && keyOf(this.items[same], "index") !== undefined ? undefined : same;
  }

  private note(item: T, at: number): void {
    this.noteKey(item, at, "index");
    this.noteKey(item, at, "id");
  }

  private noteKey(item: T, at: number, key: Key): void {
    const value = keyOf(item, key);
    if (value === undefined) return;
    const positions = (this.positions[key] ??= new Map());
    // The first item with a key keeps it, so that the order in which keys became known does not matter.
    const known = positions.get(value);
    if (known === undefined || known > at) positions.set(value, at);
  }
}

/** An `index` is a number or a name, an `id` a name; an empty name is none. */
export function keyOf(item: unknown, key: Key): unknown {
  if (typeof item !== "object" || item === null) return undefined;
  const value = (item as { [K in Key]?: unknown })[key];
  return (typeof value === "string" && value !== "") || (key === "index" && typeof value === "number")
    ? value
    : undefined;
}

/** Whether more pieces of `item` can be told from other items. */
export function isKeyed(item: unknown): boolean {
  return keyOf(item, "index") !== undefined || keyOf(item, "id") !== undefined;
}
