import { RunletError } from "../errors/error.ts";
import { jsonTextError, type JsonTextError } from "./error.ts";
import { JsonTokens } from "./tokens.ts";
import { JsonTree } from "./tree.ts";
import type { JsonValue } from "./value.ts";

export interface JsonOptions {
  /** How deep containers may nest. Default: 512. `Infinity` is safe: depth costs memory only. */
  readonly maxDepth?: number;
  /** What a text is that ends before its value does: an error (the default), or the value as far as it goes. */
  readonly incomplete?: "error" | "accept";
}

/** One JSON value that is being read, and what it has come to. */
export class JsonDocument {
  private readonly tree = new JsonTree();
  private readonly tokens: JsonTokens;
  private readonly accept: boolean;
  /** The scalar under way may show more than it did when a value was last given. */
  private grown = false;

  /** `offset`: where the text that it is given begins, in a text that it is part of. */
  constructor(options: JsonOptions = {}, offset = 0) {
    const { maxDepth = 512 } = options;
    if (!(maxDepth >= 0)) throw new RunletError("config", `maxDepth is a number of levels, not ${String(maxDepth)}.`);
    this.tokens = new JsonTokens(this.tree, maxDepth, offset);
    this.accept = options.incomplete === "accept";
  }

  get complete(): boolean {
    return this.tokens.complete;
  }

  /** What it costs to give a value now, and to go on after that: in slots of an array. */
  get cost(): number {
    return this.tree.cost + this.tokens.cost;
  }

  /** Whether there may be a value that differs from the last one. */
  get changed(): boolean {
    return this.tree.changed || this.grown;
  }

  /** Reads `text` from `at` on, and gives the index behind what it took, which is all unless the value is complete. */
  read(text: string, at: number): number {
    try {
      const end = this.tokens.read(text, at);
      this.grown = this.tokens.growing;
      return end;
    } catch (error) {
      throw this.failed(error as JsonTextError);
    }
  }

  /** The value so far, if it differs from the last one. It does not change when the text goes on. */
  give(): JsonValue | undefined {
    const { shown } = this.tokens;
    if (shown !== undefined) this.tree.show(shown);
    this.grown = false;
    return this.tree.changed ? this.tree.give() : undefined;
  }

  /** The text is over. Gives the value: the last one again, if nothing has changed since. */
  end(): JsonValue {
    this.tokens.end();
    this.give();
    const value = this.tree.give();
    if (value !== undefined && (this.complete || this.accept)) return value;
    const { offset } = this.tokens;
    const message = `The text ends at offset ${offset}, before its JSON value does.`;
    throw this.failed(jsonTextError("parse", message, offset));
  }

  /** Notes on `error` what the value has come to. */
  failed(error: JsonTextError): JsonTextError {
    this.give();
    error.partial = this.tree.give();
    return error;
  }
}
