import { RunletError } from "../errors/error.ts";
import { jsonTextError, type JsonTextError } from "./error.ts";
import type { JsonHandler } from "./handler.ts";
import { JsonTokens } from "./tokens.ts";

/** How deep containers may nest, unless said otherwise. */
export const MAX_DEPTH = 512;

export interface JsonOptions {
  /** How deep containers may nest. Default: 512. `Infinity` is safe: depth costs memory only. */
  readonly maxDepth?: number;
  /** What a text is that ends before its value does: an error (the default), or the value as far as it goes. */
  readonly incomplete?: "error" | "accept";
}

/** The reading of one JSON value, of which a handler is told. */
export class JsonReading {
  private readonly tokens: JsonTokens;
  private readonly accept: boolean;

  /** `offset`: where the text that it is given begins, in a text that it is part of. */
  constructor(handler: JsonHandler, options: JsonOptions = {}, offset = 0) {
    const { maxDepth = MAX_DEPTH } = options;
    if (!(maxDepth >= 0)) throw new RunletError("config", `maxDepth is a number of levels, not ${String(maxDepth)}.`);
    this.tokens = new JsonTokens(handler, maxDepth, offset);
    this.accept = options.incomplete === "accept";
  }

  get complete(): boolean {
    return this.tokens.complete;
  }

  /** Whether a scalar is under way of which a beginning shows. */
  get growing(): boolean {
    return this.tokens.growing;
  }

  /** What there is of the scalar under way, where something of it is certain. */
  get shown(): string | number | undefined {
    return this.tokens.shown;
  }

  /** What it costs to know what is shown: in slots of an array. */
  get cost(): number {
    return this.tokens.cost;
  }

  /** Reads `text` from `at` on, and gives the index behind what it took, which is all unless the value is complete. */
  read(text: string, at: number): number {
    return this.tokens.read(text, at);
  }

  /** The text is over. Gives what is wrong with that, unless the value is complete, or may end early. */
  end(): JsonTextError | undefined {
    this.tokens.end();
    return this.complete || this.accept ? undefined : this.early();
  }

  /** The error of a text that ends here. */
  early(): JsonTextError {
    const { offset } = this.tokens;
    return jsonTextError("parse", `The text ends at offset ${offset}, before its JSON value does.`, offset);
  }
}
