import { Document } from "../retrievers/document.ts";
import { wholeText, type TextOptions } from "./decode.ts";
import { BaseDocumentLoader, type LoadOptions } from "./loader.ts";
import { nameOf, type LoaderSource } from "./source.ts";

export interface TextLoaderOptions extends TextOptions {}

/**
 * A text as one document. Its metadata has the `source`: the path, the address, or the name of the file.
 *
 * @example
 * const [document] = await new TextLoader("notes.txt").load();
 * const [page] = await new TextLoader(new URL("https://example.com/notes.txt")).load();
 * const [text] = await new TextLoader(new File(["harrison worked at kensho"], "harrison.txt")).load();
 */
export class TextLoader extends BaseDocumentLoader {
  readonly #source: LoaderSource;
  readonly #options: TextLoaderOptions;

  constructor(source: LoaderSource, options: TextLoaderOptions = {}) {
    super();
    this.#source = source;
    this.#options = options;
  }

  async *lazyLoad(options: LoadOptions = {}): AsyncGenerator<Document> {
    const pageContent = await wholeText(this.#source, { ...this.#options, signal: options.signal });
    yield new Document({ pageContent, metadata: { source: nameOf(this.#source) } });
  }
}
