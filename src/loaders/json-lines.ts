import type { JsonValue } from "../json/value.ts";
import type { Document } from "../retrievers/document.ts";
import { textOf, type TextOptions } from "./decode.ts";
import { documentMaker, type JSONFields } from "./json-document.ts";
import { malformed } from "./load-error.ts";
import { BaseDocumentLoader, type LoadOptions } from "./loader.ts";
import { nameOf, type LoaderSource } from "./source.ts";

export interface JSONLinesLoaderOptions extends JSONFields, TextOptions {}

/**
 * Each line of a text, which is a JSON value, as a document: of a file of any size, one line at a time is kept. Empty lines are
 * nothing. The metadata has the `source`, and the `line`, counted from 1.
 *
 * @example
 * const loader = new JSONLinesLoader("orders.jsonl", { content: "note", metadata: { customer: "customer.name" } });
 */
export class JSONLinesLoader extends BaseDocumentLoader {
  readonly #source: LoaderSource;
  readonly #options: JSONLinesLoaderOptions;
  readonly #document: ReturnType<typeof documentMaker>;

  /** @throws `config` for a field that may be many values */
  constructor(source: LoaderSource, options: JSONLinesLoaderOptions = {}) {
    super();
    this.#source = source;
    this.#options = options;
    this.#document = documentMaker(options);
  }

  async *lazyLoad({ signal }: LoadOptions = {}): AsyncGenerator<Document> {
    const source = nameOf(this.#source);
    const { encoding } = this.#options;
    let line = 0;
    for await (const text of linesOf(textOf(this.#source, { encoding, signal }))) {
      line++;
      if (text.trim() === "") continue;
      const where = `${source}: line ${line}`;
      yield this.#document(parsed(text, where), where, { source, line });
    }
  }
}

/** The lines of a text that comes in pieces. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  // Gluing the pieces at each of them would be quadratic in a long line.
  let held: string[] = [];
  for await (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", from)) {
      held.push(piece.slice(from, at));
      yield held.join("");
      held = [];
      from = at + 1;
    }
    held.push(piece.slice(from));
  }
  yield held.join("");
}

function parsed(text: string, where: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw malformed(where, `is not JSON. ${(cause as Error).message.replace(/\.$/, "")}`, { cause });
  }
}
