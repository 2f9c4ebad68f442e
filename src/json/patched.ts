import type { JsonPatch, JsonPatchOperation } from "./patches.ts";
import { setKey } from "./tree.ts";
import type { JsonValue } from "./value.ts";

type Container = JsonValue[] | Record<string, JsonValue>;

/** The value that patches of `JsonPatches` come to. It writes to nothing that it was given, and copies it only once. */
export class JsonPatched {
  readonly cut = false;
  private root: JsonValue | undefined = undefined;
  private readonly own = new Set<JsonValue>();
  /** Where it was written last: most often that is where it will be written next, and the way there may be long. */
  private pointer: string | undefined = undefined;
  private container: Container = [];

  get empty(): boolean {
    return this.root === undefined;
  }

  add(patch: JsonPatch): void {
    for (const operation of patch) this.write(operation);
  }

  /** The value so far, which from now on is not written to. */
  value(): JsonValue | undefined {
    this.own.clear();
    this.pointer = undefined;
    return this.root;
  }

  private write({ path, value }: JsonPatchOperation): void {
    if (path === "") {
      this.root = value;
      this.pointer = undefined;
      return;
    }
    const end = path.lastIndexOf("/");
    const pointer = path.slice(0, end);
    if (pointer !== this.pointer) {
      this.container = this.open(pointer);
      this.pointer = pointer;
    }
    set(this.container, path.slice(end + 1), value);
  }

  /** The container at `pointer`, to write to. */
  private open(pointer: string): Container {
    let container = this.writable(this.root as Container);
    this.root = container;
    for (const name of pointer.split("/").slice(1)) {
      const inner = this.writable(get(container, name));
      set(container, name, inner);
      container = inner;
    }
    return container;
  }

  private writable(container: Container): Container {
    if (this.own.has(container)) return container;
    const copy = Array.isArray(container) ? container.slice() : { ...container };
    this.own.add(copy);
    return copy;
  }
}

function get(container: Container, name: string): Container {
  return (container as Record<string, Container>)[keyOf(name)]!;
}

function set(container: Container, name: string, value: JsonValue): void {
  if (Array.isArray(container)) container[Number(name)] = value;
  else setKey(container, keyOf(name), value);
}

function keyOf(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
