import { RunletError } from "../errors/error.ts";
import { textError, type JsonTextError } from "./error.ts";
import type { Reading } from "./document.ts";
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
export class JsonReading implements Reading {
  private readonly tokens: JsonTokens;
  private readonly accept: boolean;

  /** `offset`: where the text that it is given begins, in a text that it is part of. */
  constructor(handler: JsonHandler, options: JsonOptions = {}, offset = 0) {
    this.tokens = new JsonTokens(handler, depthOf(options), offset);
    this.accept = options.incomplete === "accept";
  }

  get complete(): boolean {
    return this.tokens.complete;
  }

  get growing(): boolean {
    return this.tokens.growing;
  }

  get shown(): string | number | undefined {
    return this.tokens.shown;
  }

  get cost(): number {
    return this.tokens.cost;
  }

  read(text: string, at: number): number {
    return this.tokens.read(text, at);
  }

  end(): JsonTextError | undefined {
    this.tokens.end();
    return this.complete || this.accept ? undefined : this.early();
  }

  early(): JsonTextError {
    const { offset } = this.tokens;
    return textError("parse", `The text ends at offset ${offset}, before its JSON value does.`, offset);
  }
}

/** How deep a reading goes. */
export function depthOf({ maxDepth = MAX_DEPTH }: { readonly maxDepth?: number }): number {
  if (!(maxDepth >= 0)) throw new RunletError("config", `maxDepth is a number of levels, not ${String(maxDepth)}.`);
  return maxDepth;
}
