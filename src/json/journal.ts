import { inSlot, type Container, type Slot } from "./container.ts";
import { setKey } from "./tree.ts";
import type { JsonValue } from "./value.ts";

/** A write that is to be done the other way round: `was` is what stood there before. */
interface Entry {
  readonly did: "insert" | "assign" | "erase";
  readonly container: Container;
  readonly slot: Slot;
  readonly was: unknown;
}

/** Writes to containers, and takes back what it has written, unless it was told to keep that. */
export class Journal {
  private entries: Entry[] = [];

  /** Makes a slot: in an array, what stands there and behind it moves up. A key that is there is assigned. */
  insert(container: Container, slot: Slot, value: unknown): void {
    if (!Array.isArray(container) && Object.hasOwn(container, slot)) {
      this.assign(container, slot, value);
      return;
    }
    insert(container, slot, value);
    this.entries.push({ did: "insert", container, slot, was: undefined });
  }

  /** Writes to a slot that is there. */
  assign(container: Container, slot: Slot, value: unknown): void {
    this.entries.push({ did: "assign", container, slot, was: inSlot(container, slot) });
    assign(container, slot, value);
  }

  /** Takes a slot away: in an array, what stands behind it moves down. */
  erase(container: Container, slot: Slot): void {
    this.entries.push({ did: "erase", container, slot, was: inSlot(container, slot) });
    erase(container, slot);
  }

  keep(): void {
    this.entries = [];
  }

  /** A key that was erased comes back as the last one: objects are unordered, and to know its place would cost their size. */
  undo(): void {
    for (const { did, container, slot, was } of this.entries.toReversed()) {
      if (did === "insert") erase(container, slot);
      else if (did === "assign") assign(container, slot, was);
      else insert(container, slot, was);
    }
    this.entries = [];
  }
}

function insert(container: Container, slot: Slot, value: unknown): void {
  if (!Array.isArray(container)) assign(container, slot, value);
  else if (slot === container.length) container.push(value);
  else container.splice(slot as number, 0, value);
}

function assign(container: Container, slot: Slot, value: unknown): void {
  if (Array.isArray(container)) container[slot as number] = value;
  else setKey(container as Record<string, JsonValue>, slot as string, value as JsonValue);
}

function erase(container: Container, slot: Slot): void {
  if (Array.isArray(container)) container.splice(slot as number, 1);
  else delete container[slot];
}
