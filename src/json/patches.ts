import type { JsonPatch, JsonPatchWrite } from "./operation.ts";
import { JsonPlace } from "./place.ts";
import { escapeKey } from "./pointer.ts";
import type { JsonReading } from "./reading.ts";
import { setKey } from "./tree.ts";
import type { JsonValue } from "./value.ts";

/** A number longer than this is said when it is complete: to know what it shows costs its length each time. */
const LONG_NUMBER = 1024;

/** What a document becomes, as operations. A container that is new is said with all that has come of it. */
export class JsonPatches extends JsonPlace {
  private operations: JsonPatchWrite[] = [];
  private readonly containers: (JsonValue[] | Record<string, JsonValue>)[] = [];
  /** Of each container, its JSON Pointer. */
  private readonly pointers: string[] = [];
  /** From here on, the containers are in operations that have not been given: they may still be written to. */
  private fresh = 0;
  /** What the scalar under way was said to be, and where. */
  private tip: string | number | undefined = undefined;
  private tipPointer: string | undefined = undefined;

  /** The operations since it was asked last: one patch, or none. */
  take(reading: JsonReading): readonly JsonPatch<JsonPatchWrite>[] {
    const shown = reading.cost <= LONG_NUMBER ? reading.shown : undefined;
    if (shown !== undefined) this.show(shown);
    this.fresh = this.containers.length;
    const { operations } = this;
    if (operations.length === 0) return [];
    this.operations = [];
    return [operations];
  }

  override open(array: boolean): void {
    const container = array ? [] : {};
    const pointer = this.pointer();
    this.put(container);
    this.containers.push(container);
    this.pointers.push(pointer);
    super.open(array);
  }

  override close(): void {
    this.containers.pop();
    this.pointers.pop();
    this.fresh = Math.min(this.fresh, this.containers.length);
    super.close();
  }

  override scalar(value: string | number | boolean | null): void {
    this.show(value);
    this.tip = undefined;
    super.scalar(value);
  }

  private show(value: string | number | boolean | null): void {
    const { tip } = this;
    // The tip is a beginning of the value: to compare the text would cost as much as all that has come.
    if (typeof tip === "string" ? tip.length === (value as string).length : tip === value) return;
    this.put(value);
    this.tip = value as string | number;
  }

  private put(value: JsonValue): void {
    const last = this.containers.length - 1;
    if (this.tip === undefined) this.tipPointer = undefined;
    if (last < this.fresh || last < 0) {
      const op = last < 0 || this.tip !== undefined ? "replace" : "add";
      this.operations.push({ op, path: (this.tipPointer ??= this.pointer()), value });
      return;
    }
    const container = this.containers[last]!;
    const at = this.path[last]!;
    if (Array.isArray(container)) container[at as number] = value;
    else setKey(container, at as string, value);
  }

  private pointer(): string {
    const last = this.path.length - 1;
    if (last < 0) return "";
    return `${this.pointers[last]}/${escapeKey(String(this.path[last]))}`;
  }
}
