import { Document } from "../../retrievers/document.ts";
import { wholeText, type TextOptions } from "../decode.ts";
import { BaseDocumentLoader, type LoadOptions } from "../loader.ts";
import { nameOf, type LoaderSource } from "../source.ts";
import { readPage, type Page } from "./page.ts";

export interface HTMLLoaderOptions extends TextOptions {
  /** Elements that are left out, with all that is in them, beside scripts, styles and the like: `["nav", "footer"]`. Default: none. */
  readonly skip?: readonly string[] | undefined;
  /** Whether the metadata has the `links` of the page, as whole addresses. Default: false. */
  readonly links?: boolean | undefined;
}

/**
 * The text of a page as one document: paragraphs, with headings and lists marked as in Markdown, and cells of tables between bars.
 * Scripts, styles, forms and what is hidden are left out; the page is read as browsers read it, however wrong its markup is.
 *
 * The metadata has the `source`, and where the page says so the `title`, the `description` and the `language`.
 *
 * @example
 * const [page] = await new HTMLLoader(new URL("https://example.com/"), { skip: ["nav", "footer"], links: true }).load();
 */
export class HTMLLoader extends BaseDocumentLoader {
  readonly #source: LoaderSource;
  readonly #options: HTMLLoaderOptions;

  constructor(source: LoaderSource, options: HTMLLoaderOptions = {}) {
    super();
    this.#source = source;
    this.#options = options;
  }

  async *lazyLoad({ signal }: LoadOptions = {}): AsyncGenerator<Document> {
    const { encoding, skip = [], links = false } = this.#options;
    const html = await wholeText(this.#source, { encoding, signal }, declaredEncoding);
    const page = readPage(html, new Set(skip.map((name) => name.toLowerCase())));
    const { text, title, description, language } = page;
    const source = nameOf(this.#source);
    yield new Document({
      pageContent: text,
      metadata: {
        source,
        ...(title !== undefined && { title }),
        ...(description !== undefined && { description }),
        ...(language !== undefined && { language }),
        ...(links && { links: linksOf(page, source) }),
      },
    });
  }
}

const DECLARED = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i;

/** The encoding that a page names itself, if it is one. */
function declaredEncoding(head: string): string | undefined {
  const named = DECLARED.exec(head)?.[1];
  if (named === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(named);
    // What can be read like this is not in UTF-16.
    return encoding.startsWith("utf-16") ? undefined : encoding;
  } catch {
    return undefined;
  }
}

/** Each address once, where it is a whole one and leads to a page or to a person. */
function linksOf({ links, base }: Page, source: string): string[] {
  const from = [base, source].find((address) => address !== undefined && URL.canParse(address));
  const whole = links.flatMap((link) => (URL.canParse(link, from) ? [new URL(link, from)] : []));
  return [...new Set(whole.filter(({ protocol }) => FOLLOWED.has(protocol)).map(({ href }) => href))];
}

const FOLLOWED = new Set(["http:", "https:", "mailto:"]);
