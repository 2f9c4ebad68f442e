import type { JsonTextError } from "./error.ts";
import type { JsonHandler } from "./handler.ts";
import { JsonTree } from "./tree.ts";
import type { JsonValue } from "./value.ts";

/** The reading of one value out of a text, of which a handler is told. */
export interface Reading {
  readonly complete: boolean;
  /** Whether a scalar is under way of which a beginning shows. */
  readonly growing: boolean;
  /** What there is of the scalar under way, where something of it is certain. */
  readonly shown: string | number | undefined;
  /** What it costs to know what is shown: in slots of an array. */
  readonly cost: number;
  /** Reads `text` from `at` on, and gives the index behind what it took, which is all unless the value is complete. */
  read(text: string, at: number): number;
  /** The text is over. Gives what is wrong with that, unless the value is complete, or may end early. */
  end(): JsonTextError | undefined;
  /** The error of a text that ends here. */
  early(): JsonTextError;
}

/** One value that is being read, and what it has come to. */
export class JsonDocument {
  private readonly tree = new JsonTree();
  private readonly reading: Reading;
  /** The scalar under way may show more than it did when a value was last given. */
  private grown = false;
  /** It cannot be read any more. */
  private failure: JsonTextError | undefined = undefined;

  /** `open` makes what reads it. */
  constructor(open: (handler: JsonHandler) => Reading) {
    this.reading = open(this.tree);
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

  /** Reads on, as `Reading` does. What has failed once fails again. */
  read(text: string, at: number): number {
    if (this.failure) throw this.failure;
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
    if (this.failure) throw this.failure;
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
    this.failure = error;
    return error;
  }
}
