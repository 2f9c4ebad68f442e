import { RunletError } from "../errors/error.ts";
import { unexpected } from "../json/error.ts";
import { JsonMatches } from "../json/matches.ts";
import { escapeKey } from "../json/pointer.ts";
import { JsonReading, type JsonOptions } from "../json/reading.ts";
import { pathOf, type PathLike } from "../parsers/json-path.ts";
import type { Document } from "../retrievers/document.ts";
import { textOf, type TextOptions } from "./decode.ts";
import { documentMaker, type JSONFields } from "./json-document.ts";
import { BaseDocumentLoader, type LoadOptions } from "./loader.ts";
import { nameOf, type LoaderSource } from "./source.ts";

export interface JSONLoaderOptions extends JSONFields, TextOptions, Pick<JsonOptions, "maxDepth"> {
  /**
   * Which values are documents: "articles.*" is each element of the array `articles`, or each value of the object; "*" each
   * element of the whole. Default: the whole is one.
   */
  readonly items?: PathLike | undefined;
}

/**
 * Values out of a JSON text as documents, each as soon as it has been read: of the rest of the text nothing is kept. Their metadata
 * has the `source`, and as `pointer` where in it the value stands (RFC 6901).
 *
 * @example
 * const loader = new JSONLoader("articles.json", { items: "articles.*", content: "body", metadata: ["title", "url"] });
 * for await (const article of loader) console.log(article.metadata["pointer"]); // "/articles/0", …
 */
export class JSONLoader extends BaseDocumentLoader {
  readonly #source: LoaderSource;
  readonly #options: JSONLoaderOptions;
  readonly #document: ReturnType<typeof documentMaker>;

  /** @throws `config` for a field that may be many values */
  constructor(source: LoaderSource, options: JSONLoaderOptions = {}) {
    super();
    this.#source = source;
    this.#options = options;
    this.#document = documentMaker(options);
  }

  async *lazyLoad({ signal }: LoadOptions = {}): AsyncGenerator<Document> {
    const source = nameOf(this.#source);
    const { items = "", encoding, maxDepth } = this.#options;
    const matches = new JsonMatches(pathOf(items));
    const text = new JsonText(source, new JsonReading(matches, maxDepth === undefined ? {} : { maxDepth }));
    for await (const piece of textOf(this.#source, { encoding, signal })) {
      const error = text.read(piece);
      yield* this.#made(matches, source);
      if (error) throw error;
    }
    const error = text.end();
    yield* this.#made(matches, source);
    if (error) throw error;
  }

  *#made(matches: JsonMatches, source: string): Generator<Document> {
    for (const [path, value] of matches.take()) {
      const pointer = path.map((key) => `/${escapeKey(String(key))}`).join("");
      yield this.#document(value, pointer === "" ? source : `${source}: ${pointer}`, { source, pointer });
    }
  }
}

const SPACES = /^[ \n\r\t]*/;

/** The text of a JSON value, which comes in pieces, and has nothing behind it. */
class JsonText {
  private readonly name: string;
  private readonly reading: JsonReading;
  private offset = 0;

  constructor(name: string, reading: JsonReading) {
    this.name = name;
    this.reading = reading;
  }

  /** Reads the next piece. Gives what is wrong with it. */
  read(piece: string): RunletError | undefined {
    try {
      const end = this.reading.read(piece, 0);
      const behind = end + SPACES.exec(piece.slice(end))![0].length;
      if (behind < piece.length) return this.failure(unexpected(piece, behind, this.offset, "the end"));
      this.offset += piece.length;
      return undefined;
    } catch (error) {
      return this.failure(error as RunletError);
    }
  }

  /** The text is over. Gives what is wrong with that. */
  end(): RunletError | undefined {
    const error = this.reading.end();
    return error && this.failure(error);
  }

  private failure(cause: RunletError): RunletError {
    const message = `${this.name} cannot be read. ${cause.message}`;
    return new RunletError(cause.code, message, { phase: "parse", cause });
  }
}
