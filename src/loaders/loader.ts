import type { Document } from "../retrievers/document.ts";

export interface LoadOptions {
  /** Aborts the loading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes documents of something, such as a file. A class of yours says how, in `lazyLoad`. Nothing is read before the first
 * document is asked for, and no further than it takes to make it.
 *
 * @example
 * class Numbers extends BaseDocumentLoader {
 *   async *lazyLoad() {
 *     for (let n = 1; n <= 3; n++) yield new Document({ pageContent: `${n}` });
 *   }
 * }
 * for await (const document of new Numbers()) console.log(document.pageContent);
 */
export abstract class BaseDocumentLoader {
  /**
   * The documents, each as soon as it is read. Ending the loop closes what is read.
   *
   * @throws `store` for what cannot be read; `parse`, with its name, for what is not in the form that it should be in
   */
  abstract lazyLoad(options?: LoadOptions): AsyncGenerator<Document>;

  /** All documents. */
  async load(options: LoadOptions = {}): Promise<Document[]> {
    const documents: Document[] = [];
    for await (const document of this.lazyLoad(options)) documents.push(document);
    return documents;
  }

  /** As `lazyLoad`, for a loop, or a step that takes a stream: `splitter.transform(loader)`. */
  [Symbol.asyncIterator](): AsyncGenerator<Document> {
    return this.lazyLoad();
  }
}
