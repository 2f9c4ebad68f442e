import { RunletError } from "../errors/error.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { misfit, WholeTextParser } from "./whole-text.ts";

/**
 * One of some words: the text, without the white space around it, has to be one of them, letter by letter. Any other
 * text is a `parse` error.
 *
 * @example
 * const mood = new EnumOutputParser(["happy", "sad"]);
 * await model.pipe(mood).invoke(`How is she? ${mood.getFormatInstructions()}`); // => "happy" or "sad"
 */
export class EnumOutputParser<const T extends string> extends WholeTextParser<T> {
  readonly name = "EnumOutputParser";
  readonly #words: ReadonlySet<string>;

  /** Takes the words, or a TypeScript enum of texts, whose values they are. */
  constructor(words: readonly T[] | Readonly<Record<string, T>>) {
    super();
    this.#words = new Set(Object.values(words ?? {}));
    if (this.#words.size === 0) throw new RunletError("config", "EnumOutputParser needs at least one word.");
  }

  getFormatInstructions(): string {
    return `Answer with one of these, and nothing else: ${this.#listed()}`;
  }

  override "~gives"(): JsonSchema {
    return { enum: [...this.#words] };
  }

  protected override parse(text: string): T {
    const word = text.trim();
    if (!this.#words.has(word)) throw misfit(text, `is none of: ${this.#listed()}`);
    return word as T;
  }

  #listed(): string {
    return Array.from(this.#words).join(", ");
  }
}
