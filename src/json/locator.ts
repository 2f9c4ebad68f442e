import { textError, type JsonTextError } from "./error.ts";
import { JsonSearch } from "./search.ts";

/** The reading of a JSON value, from its beginning on. */
interface Candidate {
  readonly complete: boolean;
  read(text: string, at: number): number;
}

const FIRST_OF_CERTAIN = '{["';

/**
 * Finds the JSON value in a text that comes in any pieces, and has it read: the first object or array, or what the first
 * Markdown fence holds; or a scalar, where the text begins with it.
 */
export class JsonLocator<C extends Candidate> {
  /** What reads the value that has been found, or a number or a literal that may be one. */
  found: C | undefined = undefined;
  /** What was found is not prose: `1. First` and `not` are. */
  certain = false;
  private readonly open: (offset: number) => C;
  private readonly search = new JsonSearch();
  /** How many units came before the piece under way. */
  private base = 0;
  private failure: { readonly error: unknown } | undefined = undefined;

  /** `open` makes what reads a value; the text that it will be given begins at `offset`. */
  constructor(open: (offset: number) => C) {
    this.open = open;
  }

  /** Takes the next piece of the text. Gives how many units of it were read as JSON. */
  read(text: string): number {
    this.alive();
    let read = 0;
    for (let i = 0; i < text.length && !this.found?.complete;) {
      if (!this.found) i = this.seek(text, i);
      else {
        const end = this.readAt(this.found, text, i);
        read += end - i;
        i = end;
      }
    }
    this.base += text.length;
    return read;
  }

  alive(): void {
    if (this.failure) throw this.failure.error;
  }

  /** The error of a text that is over, and had no value. */
  none(): JsonTextError {
    const message = `There is no JSON value in this text of ${this.base} characters.`;
    return textError("parse", message, this.base);
  }

  private seek(text: string, at: number): number {
    const i = this.search.find(text, at);
    if (i < 0) return text.length;
    const { bracket } = this.search;
    this.certain = bracket !== "" || FIRST_OF_CERTAIN.includes(text[i]!);
    this.found = this.open(this.base + i - bracket.length);
    this.found.read(bracket, 0);
    return i;
  }

  private readAt(found: C, text: string, at: number): number {
    try {
      const end = found.read(text, at);
      if (found.complete) this.certain = true;
      return end;
    } catch (error) {
      if (this.certain) {
        this.failure = { error };
        throw error;
      }
      this.found = undefined;
      this.search.missed();
      return (error as JsonTextError).offset - this.base;
    }
  }
}
