import { RunletError } from "../errors/error.ts";
import { inSlot, isContainer, type Container, type Slot } from "./container.ts";
import { isEqual } from "./equal.ts";
import { Journal } from "./journal.ts";
import type { JsonPatch, JsonPatchOperation } from "./operation.ts";
import { patchError, quoted, type JsonPatchError } from "./patch-error.ts";
import { isPointer, slotFor, slotOf } from "./pointer.ts";

export interface JsonPatchOptions {
  /**
   * How much all "copy" operations together may copy: a value counts 1, and a string and a key one for each of its units.
   * Each such operation can double a document. Default: 1,048,576. `Infinity` is for patches that you trust.
   */
  readonly maxCopied?: number;
}

/**
 * A document to which patches are applied one after the other (JSON Patch, RFC 6902). It writes to nothing that it was
 * given, and copies a container only once, before the first write to it: many patches cost what they say, however large
 * the document has become. Without a document there is nothing, until a patch adds or replaces "".
 *
 * Values are JSON, or in a process anything: what is no array and no object literal is a leaf, which can be replaced and
 * not be written to. Only own keys and indices are found: there is no way to a prototype, or to the length of an array.
 *
 * @example
 * const patcher = new JsonPatcher({ countries: [] });
 * patcher.apply([{ op: "add", path: "/countries/-", value: { name: "Fr" } }]);
 * patcher.apply([{ op: "replace", path: "/countries/0/name", value: "France" }]);
 * patcher.value(); // => { countries: [{ name: "France" }] }
 */
export class JsonPatcher {
  /** Has the document in its slot "", so that the whole of it is written as anything else is. */
  private readonly top: Record<string, unknown> = {};
  private readonly journal = new Journal();
  private readonly maxCopied: number;
  private copied = 0;
  /** The containers that nobody else has. */
  private own = new WeakSet<Container>();
  /** Where it was written last: most often that is where it will be written next, and the way there may be long. */
  private pointer: string | undefined = undefined;
  private container: Container = this.top;

  constructor(document?: unknown, { maxCopied = 2 ** 20 }: JsonPatchOptions = {}) {
    if (!(maxCopied >= 0)) throw new RunletError("config", `maxCopied is a number, not ${String(maxCopied)}.`);
    if (document !== undefined) this.top[""] = document;
    this.maxCopied = maxCopied;
  }

  /**
   * Applies all of a patch, or nothing.
   *
   * @throws `protocol` if it is no JSON Patch, or does not fit the document, as a "test" that fails; `limit` if it copies
   * too much. The error's `operation` says which one it was.
   */
  apply(patch: JsonPatch<JsonPatchOperation<unknown>>): void {
    if (!Array.isArray(patch)) throw patchError("a patch is an array of operations.");
    let at = 0;
    try {
      for (; at < patch.length; at++) this.perform(patch[at] as JsonPatchOperation<unknown>);
    } catch (error) {
      this.journal.undo();
      this.pointer = undefined;
      (error as JsonPatchError).operation = at;
      throw error;
    }
    this.journal.keep();
  }

  /**
   * The document, which does not change later: undefined if there is none. After this, a patch copies again what it
   * writes to, so ask when you need it.
   */
  value(): unknown {
    this.own = new WeakSet();
    this.pointer = undefined;
    return this.top[""];
  }

  private perform(operation: JsonPatchOperation<unknown>): void {
    if (typeof operation !== "object" || operation === null) throw patchError("an operation is an object.");
    switch (operation.op) {
      case "add":
        return this.add(pointerIn(operation, "path"), valueIn(operation));
      case "replace":
        return this.replace(pointerIn(operation, "path"), valueIn(operation));
      case "remove":
        this.remove(pointerIn(operation, "path"));
        return;
      case "move":
        return this.move(pointerIn(operation, "from"), pointerIn(operation, "path"));
      case "copy":
        return this.add(pointerIn(operation, "path"), this.shared(pointerIn(operation, "from")));
      case "test":
        return this.test(pointerIn(operation, "path"), valueIn(operation));
      default:
        throw patchError('the "op" of an operation is add, remove, replace, move, copy or test.');
    }
  }

  private add(path: string, value: unknown): void {
    const container = this.around(path);
    const slot = slotFor(container, lastOf(path));
    if (slot === undefined) throw patchError(`nothing can be added at ${quoted(path)}: the array has no such place.`);
    this.journal.insert(container, slot, value);
  }

  private replace(path: string, value: unknown): void {
    // A document begins by being replaced.
    if (path === "") return this.add(path, value);
    const container = this.around(path);
    this.journal.assign(container, found(container, lastOf(path), path), value);
  }

  private remove(path: string): unknown {
    const container = this.around(path);
    const slot = found(container, lastOf(path), path);
    const value = inSlot(container, slot);
    this.journal.erase(container, slot);
    return value;
  }

  private move(from: string, path: string): void {
    if (path.startsWith(`${from}/`)) throw patchError(`what is at ${quoted(from)} cannot be moved into itself.`);
    if (path === from) this.at(from);
    else this.add(path, this.remove(from));
  }

  private test(path: string, value: unknown): void {
    if (!isEqual(this.at(path), value)) throw patchError(`what is at ${quoted(path)} is not what it was tested for.`);
  }

  private at(path: string): unknown {
    let value: unknown = this.top;
    for (const token of path.split("/")) value = inSlot(value as Container, found(value, token, path));
    return value;
  }

  /** What is at `path`, which from now on has two places: whatever is written in one of them is copied first. */
  private shared(path: string): unknown {
    const value = this.at(path);
    this.pointer = undefined;
    const values = [value];
    while (values.length > 0) {
      const value = values.pop();
      this.copied += typeof value === "string" ? 1 + value.length : 1;
      if (this.copied > this.maxCopied)
        throw patchError(`more is copied than maxCopied (${this.maxCopied}) allows.`, "limit");
      if (!isContainer(value)) continue;
      this.own.delete(value);
      if (Array.isArray(value)) for (const element of value) values.push(element);
      else {
        for (const key of Object.keys(value)) {
          this.copied += key.length;
          values.push(value[key]);
        }
      }
    }
    return value;
  }

  /** The container that has the place at `path`, to write to. */
  private around(path: string): Container {
    const end = path.lastIndexOf("/");
    const pointer = end < 0 ? undefined : path.slice(0, end);
    if (pointer === undefined) this.container = this.top;
    else if (pointer !== this.pointer) this.container = this.open(pointer);
    this.pointer = pointer;
    return this.container;
  }

  private open(pointer: string): Container {
    let container: Container = this.top;
    for (const token of pointer.split("/")) {
      const slot = found(container, token, pointer);
      const inner = inSlot(container, slot);
      if (!isContainer(inner)) throw patchError(`there is no object and no array at ${quoted(pointer)}.`);
      container = this.own.has(inner) ? inner : this.copy(container, slot, inner);
    }
    return container;
  }

  private copy(around: Container, slot: Slot, container: Container): Container {
    const copy = Array.isArray(container) ? container.slice() : { ...container };
    this.own.add(copy);
    this.journal.assign(around, slot, copy);
    return copy;
  }
}

function found(container: unknown, token: string, path: string): Slot {
  const slot = isContainer(container) ? slotOf(container, token) : undefined;
  if (slot === undefined) throw patchError(`there is nothing at ${quoted(path)}.`);
  return slot;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function pointerIn(operation: object, name: "path" | "from"): string {
  const pointer = (operation as Record<string, unknown>)[name];
  if (isPointer(pointer)) return pointer;
  throw patchError(
    `the "${name}" of an operation is a JSON Pointer${typeof pointer === "string" ? `, which ${quoted(pointer)} is not` : ""}.`,
  );
}

function valueIn(operation: { readonly value: unknown }): unknown {
  // In a process, undefined is a value too.
  if (Object.hasOwn(operation, "value")) return operation.value;
  throw patchError("the operation has no value.");
}
