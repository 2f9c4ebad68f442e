import type { JsonPatch, JsonPatchOperation } from "./patches.ts";
import { setKey } from "./tree.ts";
import type { JsonValue } from "./value.ts";

type Container = JsonValue[] | Record<string, JsonValue>;

/** The value that patches of `JsonPatches` come to. It writes to nothing that it was given, and copies it only once. */
export class JsonPatched {
  readonly cut = false;
  private root: JsonValue | undefined = undefined;
  private readonly own = new Set<JsonValue>();

  get empty(): boolean {
    return this.root === undefined;
  }

  add(patch: JsonPatch): void {
    for (const operation of patch) this.write(operation);
  }

  /** The value so far, which from now on is not written to. */
  value(): JsonValue | undefined {
    this.own.clear();
    return this.root;
  }

  private write({ path, value }: JsonPatchOperation): void {
    if (path === "") {
      this.root = value;
      return;
    }
    const names = path.split("/");
    const last = names.length - 1;
    let container = this.writable(this.root as Container);
    this.root = container;
    for (let i = 1; i < last; i++) {
      const inner = this.writable(get(container, names[i]!));
      set(container, names[i]!, inner);
      container = inner;
    }
    set(container, names[last]!, value);
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
