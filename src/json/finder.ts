import { JsonDocument, type JsonOptions } from "./document.ts";
import { jsonTextError, type JsonTextError } from "./error.ts";
import { JsonSearch } from "./search.ts";
import { Snapshots } from "./snapshots.ts";
import type { JsonValue } from "./value.ts";

/** A value that has been found, or a number or a literal that may be one: `1. First` and `not` are prose. */
interface Found {
  readonly document: JsonDocument;
  readonly snapshots: Snapshots;
  certain: boolean;
}

const FIRST_OF_CERTAIN = '{["';

/**
 * Finds the JSON value in what a model says, and reads it as `JsonParser` does: the first object or array, or what the
 * first Markdown fence holds; or a scalar, where the text begins with it. What stands before the value is ignored, and
 * what follows it. A number or a literal at the start is given when it is whole, and only then is it not prose.
 *
 * How the text is cut into pieces makes no difference to what is found. A text without a value is a `parse` error.
 *
 * @example
 * const finder = new JsonFinder();
 * finder.feed("Here you are:\n```json\n[1"); // => [1]
 * finder.feed(", 2]\n```\nAnything else?"); // => [1, 2]
 * finder.end(); // => [1, 2]
 */
export class JsonFinder {
  private readonly options: JsonOptions;
  private readonly search = new JsonSearch();
  private found: Found | undefined = undefined;
  /** How many units came before the piece under way. */
  private base = 0;
  private failure: { readonly error: unknown } | undefined = undefined;

  constructor(options: JsonOptions = {}) {
    this.options = options;
  }

  /** Whether a change has not been given: see `JsonParser`. */
  get held(): boolean {
    return this.found !== undefined && this.found.certain && this.found.snapshots.held;
  }

  /** Takes the next piece of the text. Gives the value so far if it has changed, else undefined. */
  feed(text: string): JsonValue | undefined {
    if (this.failure) throw this.failure.error;
    let read = 0;
    for (let i = 0; i < text.length && !this.found?.document.complete;) {
      if (!this.found) i = this.seek(text, i);
      else {
        const end = this.read(this.found, text, i);
        read += end - i;
        i = end;
      }
    }
    this.base += text.length;
    return this.found?.certain ? this.found.snapshots.after(read) : undefined;
  }

  /** Gives a value that is held. */
  flush(): JsonValue | undefined {
    return this.found?.certain ? this.found.snapshots.flush() : undefined;
  }

  /** The text is over. Gives its value: the last one given, unless something has changed since. */
  end(): JsonValue {
    if (this.failure) throw this.failure.error;
    try {
      if (this.found) return this.found.document.end();
    } catch (error) {
      if (this.found!.certain) throw error;
    }
    const message = `There is no JSON value in this text of ${this.base} characters.`;
    throw jsonTextError("parse", message, this.base);
  }

  private seek(text: string, at: number): number {
    const i = this.search.find(text, at);
    if (i < 0) return text.length;
    const { bracket } = this.search;
    const document = new JsonDocument(this.options, this.base + i - bracket.length);
    const certain = bracket !== "" || FIRST_OF_CERTAIN.includes(text[i]!);
    this.found = { document, snapshots: new Snapshots(document), certain };
    document.read(bracket, 0);
    return i;
  }

  private read(found: Found, text: string, at: number): number {
    try {
      const end = found.document.read(text, at);
      if (found.document.complete) found.certain = true;
      return end;
    } catch (error) {
      if (found.certain) {
        this.failure = { error };
        throw error;
      }
      this.found = undefined;
      this.search.missed();
      return (error as JsonTextError).offset - this.base;
    }
  }
}
