import type { JsonHandler } from "./handler.ts";
import type { JsonValue } from "./value.ts";

/** What a copy of one open container costs, in slots of an array: the container itself, ... */
const CONTAINER = 24;
/** ... a slot beyond so many, for whose array engines ask the system for memory of its own; ... */
const FEW_SLOTS = 16_384;
const SLOT_OF_MANY = 4;
/** ... and a key beyond so many, where they turn an object into a hash table. */
const FEW_KEYS = 16;
const KEY_OF_MANY = 40;

/**
 * The value that a text has said so far, and the path of the containers that are still open.
 *
 * A value that was given never changes: with it all open containers are given away, and the first write after that
 * copies them, from the root down. What has closed is shared by all values, and never copied again.
 */
export class JsonTree implements JsonHandler {
  /** What it would cost to copy the open path. */
  cost = 0;
  /** Something differs from the value that was given last. */
  changed = false;
  private root: JsonValue | undefined = undefined;
  /** The open containers; those from `depth` on are there to be used again. */
  private readonly path: Open[] = [];
  private depth = 0;
  /** So many of them, from the root on, have not been given away. */
  private own = 0;
  /** The scalar that shows in the slot under way: what there is of one that still grows. */
  private tip: string | number | undefined = undefined;

  open(array: boolean): void {
    const value = array ? [] : {};
    this.put(value);
    this.tip = undefined;
    if (this.depth === this.path.length) this.path.push(new Open());
    this.path[this.depth++]!.begin(value);
    this.own = this.depth;
    this.cost += CONTAINER;
  }

  close(): void {
    this.cost -= this.path[--this.depth]!.end();
    if (this.own > this.depth) this.own = this.depth;
    this.next();
  }

  /** The key of the slot that comes next, in an object. */
  key(key: string): void {
    this.path[this.depth - 1]!.key = key;
  }

  /** A scalar that is complete. */
  scalar(value: string | number | boolean | null): void {
    if (!this.shows(value)) this.put(value);
    this.tip = undefined;
    this.next();
  }

  /** What there is of a scalar that is not complete. The slot stays under way. */
  show(value: string | number): void {
    if (this.shows(value)) return;
    this.put(value);
    this.tip = value;
  }

  /** The value so far, which from now on is not written to. The same one, as long as nothing has changed. */
  give(): JsonValue | undefined {
    this.own = 0;
    this.changed = false;
    return this.root;
  }

  private shows(value: unknown): boolean {
    const { tip } = this;
    // The tip is a beginning of the value: comparing the text of two ropes would cost as much as all that has come.
    return typeof tip === "string" ? tip.length === (value as string).length : tip === value;
  }

  private put(value: JsonValue): void {
    for (; this.own < this.depth; this.own++) this.set(this.own, this.path[this.own]!.copy());
    this.set(this.depth, value);
    this.changed = true;
  }

  private set(depth: number, value: JsonValue): void {
    if (depth === 0) this.root = value;
    else this.path[depth - 1]!.set(value);
  }

  private next(): void {
    if (this.depth > 0) this.cost += this.path[this.depth - 1]!.next();
  }
}

/** A container that is open, and its slot under way. */
class Open {
  key = "";
  private value: JsonValue[] | Record<string, JsonValue> = [];
  /** How many slots are complete. */
  private size = 0;
  private cost = 0;
  /** All keys, where there are many: to ask a hash table for them takes several times as long. */
  private keys: string[] | undefined = undefined;

  begin(value: JsonValue[] | Record<string, JsonValue>): void {
    this.value = value;
    this.size = 0;
    this.cost = CONTAINER;
    this.keys = undefined;
  }

  /** Gives what it had come to cost. */
  end(): number {
    return this.cost;
  }

  set(value: JsonValue): void {
    if (Array.isArray(this.value)) this.value[this.size] = value;
    else setKey(this.value, this.key, value);
  }

  /** The slot is complete. Gives what it adds to the cost. */
  next(): number {
    this.size++;
    let cost = this.size > FEW_SLOTS ? SLOT_OF_MANY : 1;
    if (this.size > FEW_KEYS && !Array.isArray(this.value)) {
      if (this.keys) this.keys.push(this.key);
      else this.keys = Object.keys(this.value);
      cost = KEY_OF_MANY;
    }
    this.cost += cost;
    return cost;
  }

  copy(): JsonValue {
    if (Array.isArray(this.value)) return (this.value = copyOf(this.value));
    if (!this.keys) return (this.value = { ...this.value });
    const copy: Record<string, JsonValue> = {};
    for (const key of this.keys) setKey(copy, key, this.value[key]!);
    return (this.value = copy);
  }
}

/** Copies of so many elements have room to grow. */
const MANY = 1024;

/**
 * A slice has no room: the next element moves all of them a second time, to a place half as large again, which took
 * half of the time of a large document. For small arrays the slice is faster all the same.
 */
function copyOf(array: readonly JsonValue[]): JsonValue[] {
  const { length } = array;
  if (length < MANY) return array.slice();
  const copy = array.concat(array.slice(0, length >> 4));
  copy.length = length;
  return copy;
}

/** As an own key always: to assign `__proto__` would set the prototype. */
export function setKey(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
