import { at, later, type Gather, type Join, type KeepLimit } from "./join.ts";
import { setOwn } from "./own.ts";

/** Chunks that are objects: each key's values join in their own way. */
export interface Keys {
  /** Keys that the value has, in this order, even if no chunk had them. */
  readonly keys: readonly string[];
  /** How the values of a key join. */
  join(key: string): Join;
  /** What takes the chunks that have none of the keys. Without it, every key is gathered on its own. */
  readonly rest?: Join;
}

class Keyed implements Gather<object, object> {
  cut = false;
  private readonly of = new Map<string, Gather>();
  private readonly rest: Gather | undefined;
  private readonly keys: Keys;
  private readonly limit: KeepLimit | undefined;

  constructor(keys: Keys, limit: KeepLimit | undefined) {
    this.keys = keys;
    this.limit = limit;
    this.rest = keys.rest?.gather(limit);
  }

  add(chunk: object): void {
    for (const key in chunk) {
      if (!Object.hasOwn(chunk, key)) continue;
      if (this.rest && !this.keys.keys.includes(key)) return this.addTo(this.rest, chunk);
      this.addTo(this.gather(key), (chunk as Record<string, unknown>)[key]);
    }
  }

  value(): object {
    const value = {};
    const rest = this.rest?.value();
    if (typeof rest === "object" && rest !== null) for (const [key, of] of Object.entries(rest)) setOwn(value, key, of);
    for (const key of new Set([...this.keys.keys, ...this.of.keys()])) setOwn(value, key, this.gather(key).value());
    return value;
  }

  get empty(): boolean {
    return (this.rest?.empty ?? true) && this.of.size === 0;
  }

  private addTo(gather: Gather, chunk: unknown): void {
    gather.add(chunk);
    if (gather.cut) this.cut = true;
  }

  private gather(key: string): Gather {
    let gather = this.of.get(key);
    if (!gather) this.of.set(key, (gather = this.keys.join(key).gather(this.limit)));
    return gather;
  }
}

export function keyed(keys: Keys): Join<object, object> {
  return {
    gather: (limit) => new Keyed(keys, limit),
    // How a branch's chunks join is known only once it has begun.
    at: (key) => later(() => (keys.rest && !keys.keys.includes(key) ? at(keys.rest, key) : keys.join(key))),
  };
}
