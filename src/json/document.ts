import type { JsonTextError } from "./error.ts";
import { JsonReading, type JsonOptions } from "./reading.ts";
import { JsonTree } from "./tree.ts";
import type { JsonValue } from "./value.ts";

/** One JSON value that is being read, and what it has come to. */
export class JsonDocument {
  private readonly tree = new JsonTree();
  private readonly reading: JsonReading;
  /** The scalar under way may show more than it did when a value was last given. */
  private grown = false;

  /** `offset`: where the text that it is given begins, in a text that it is part of. */
  constructor(options?: JsonOptions, offset?: number) {
    this.reading = new JsonReading(this.tree, options, offset);
  }

  get complete(): boolean {
    return this.reading.complete;
  }

  /** What it costs to give a value now, and to go on after that: in slots of an array. */
  get cost(): number {
    return this.tree.cost + this.reading.cost;
  }

  /** Whether there may be a value that differs from the last one. */
  get changed(): boolean {
    return this.tree.changed || this.grown;
  }

  /** Reads `text` from `at` on, and gives the index behind what it took, which is all unless the value is complete. */
  read(text: string, at: number): number {
    try {
      const end = this.reading.read(text, at);
      this.grown = this.reading.growing;
      return end;
    } catch (error) {
      throw this.failed(error as JsonTextError);
    }
  }

  /** The value so far, if it differs from the last one. It does not change when the text goes on. */
  give(): JsonValue | undefined {
    const { shown } = this.reading;
    if (shown !== undefined) this.tree.show(shown);
    this.grown = false;
    return this.tree.changed ? this.tree.give() : undefined;
  }

  /** The text is over. Gives the value: the last one again, if nothing has changed since. */
  end(): JsonValue {
    const error = this.reading.end();
    this.give();
    const value = this.tree.give();
    if (error || value === undefined) throw this.failed(error ?? this.reading.early());
    return value;
  }

  /** Notes on `error` what the value has come to. */
  failed(error: JsonTextError): JsonTextError {
    this.give();
    error.partial = this.tree.give();
    return error;
  }
}
