import { Document } from "../../retrievers/document.ts";
import { wholeText, type TextOptions } from "../decode.ts";
import { malformed } from "../load-error.ts";
import { BaseDocumentLoader, type LoadOptions } from "../loader.ts";
import { nameOf, type LoaderSource } from "../source.ts";
import { blocksOf } from "./blocks.ts";
import { frontMatterOf, type FrontMatter } from "./front-matter.ts";

export interface MarkdownLoaderOptions extends TextOptions {}

/**
 * A Markdown text as one document, as it stands. Its metadata has what its front matter says, the `source`, and a `title`: that
 * of the front matter, or else its first heading. Without the front matter it is a part of the file, and its `loc` says which,
 * so that chunks of it tell their lines in the file.
 *
 * @throws `parse` also for front matter that is not YAML
 * @example
 * const documents = await new MarkdownLoader("README.md").load();
 * const sections = new MarkdownTextSplitter().splitDocuments(documents);
 */
export class MarkdownLoader extends BaseDocumentLoader {
  readonly #source: LoaderSource;
  readonly #options: MarkdownLoaderOptions;

  constructor(source: LoaderSource, options: MarkdownLoaderOptions = {}) {
    super();
    this.#source = source;
    this.#options = options;
  }

  async *lazyLoad({ signal }: LoadOptions = {}): AsyncGenerator<Document> {
    const source = nameOf(this.#source);
    const text = await wholeText(this.#source, { ...this.#options, signal });
    const { facts, end } = matterOf(text, source) ?? { facts: {}, end: 0 };
    const pageContent = text.slice(end);
    const title = facts["title"] ?? blocksOf(pageContent).find(({ heading }) => heading)?.heading?.text;
    yield new Document({
      pageContent,
      metadata: {
        ...facts,
        source,
        ...(title !== undefined && { title }),
        ...(end > 0 && { loc: placeOf(text, end) }),
      },
    });
  }
}

function matterOf(text: string, source: string): FrontMatter | undefined {
  try {
    return frontMatterOf(text);
  } catch (cause) {
    throw malformed(
      source,
      `has front matter that is not YAML. ${(cause as Error).message.split("\n")[0]!.replace(/[.:]$/, "")}`,
      {
        cause,
      },
    );
  }
}

function placeOf(text: string, start: number) {
  const lines = (part: string) => part.split("\n").length;
  return { lines: { from: lines(text.slice(0, start)), to: lines(text) }, start, end: text.length };
}
