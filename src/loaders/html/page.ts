import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { HTMLText } from "./html-text.ts";

/** What a page says. */
export interface Page {
  readonly text: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly language: string | undefined;
  /** The addresses that it leads to, as they stand there, and that of its own that it names. */
  readonly links: readonly string[];
  readonly base: string | undefined;
}

/** Elements without text that is there to be read. */
const SILENT = new Set(
  "script style template noscript svg iframe object embed audio video canvas select textarea button head".split(" "),
);
const PARAGRAPHS = new Set(
  "address article aside blockquote details dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul".split(
    " ",
  ),
);
const LINES = new Set("body br caption dd div dt figcaption legend li summary tr".split(" "));
const HEADING = /^h([1-6])$/;
const INVISIBLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Reads a page as browsers do, however wrong its markup is; elements named in `skip` are left out with all that is in them. */
export function readPage(html: string, skip: ReadonlySet<string>): Page {
  const page = new PageReader(skip);
  page.read(parse(html));
  return page;
}

class PageReader implements Page {
  title: string | undefined = undefined;
  description: string | undefined = undefined;
  language: string | undefined = undefined;
  base: string | undefined = undefined;
  readonly links: string[] = [];
  private readonly words = new HTMLText();
  private readonly skip: ReadonlySet<string>;
  private readonly lists: List[] = [];
  /** How many elements are open in which white space stays. */
  private verbatim = 0;

  constructor(skip: ReadonlySet<string>) {
    this.skip = skip;
  }

  get text(): string {
    return this.words.toString();
  }

  /** By a list of its own, and not by calls: elements may be nested as deep as somebody likes. */
  read(document: Tree.Document): void {
    const open: { readonly node: Tree.ParentNode; next: number }[] = [{ node: document, next: 0 }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const child = top.node.childNodes[top.next++];
      if (!child) {
        open.pop();
        if ("tagName" in top.node) this.leave(top.node);
      } else if (child.nodeName === "#text") this.say((child as Tree.TextNode).value);
      else if ("tagName" in child && this.enter(child)) open.push({ node: child, next: 0 });
    }
  }

  private say(text: string): void {
    if (this.verbatim > 0) this.words.verbatim(text);
    else this.words.flow(text);
  }

  /** Whether what is in it is to be read. */
  private enter(element: Tree.Element): boolean {
    const { tagName } = element;
    if (tagName === "head") this.readHead(element);
    if (SILENT.has(tagName) || this.skip.has(tagName) || isHidden(element)) return false;
    this.apart(tagName);
    const heading = HEADING.exec(tagName);
    if (heading) this.words.begin(`${"#".repeat(Number(heading[1]))} `);
    else if (tagName === "html") this.language = attribute(element, "lang");
    else if (tagName === "pre") this.verbatim++;
    else if (tagName === "ul" || tagName === "ol") this.lists.push(new List(tagName === "ol"));
    else if (tagName === "li")
      this.words.begin(`${"  ".repeat(Math.max(0, this.lists.length - 1))}${this.lists.at(-1)?.mark() ?? "- "}`);
    else if (tagName === "img") this.words.flow(attribute(element, "alt") ?? "");
    else if (tagName === "a") this.links.push(...[attribute(element, "href") ?? []].flat());
    return true;
  }

  private leave(element: Tree.Element): void {
    const { tagName } = element;
    if (tagName === "pre") this.verbatim--;
    else if (tagName === "ul" || tagName === "ol") this.lists.pop();
    else if (tagName === "li" || HEADING.test(tagName)) this.words.over();
    this.apart(tagName);
  }

  private apart(tagName: string): void {
    // A list in a list is no paragraph of its own.
    const inList = this.lists.length > 0 && (tagName === "ul" || tagName === "ol");
    if (PARAGRAPHS.has(tagName) && !inList) this.words.apart("\n\n");
    else if (LINES.has(tagName) || inList) this.words.apart("\n");
    else if (tagName === "td" || tagName === "th") this.words.apart(" | ");
  }

  private readHead(head: Tree.Element): void {
    for (const child of head.childNodes) {
      if (!("tagName" in child)) continue;
      if (child.tagName === "title") this.title ??= textIn(child);
      else if (child.tagName === "base") this.base ??= attribute(child, "href");
      else if (child.tagName === "meta" && attribute(child, "name")?.toLowerCase() === "description")
        this.description ??= attribute(child, "content");
    }
  }
}

/** A list that is open, and how its items begin. */
class List {
  private readonly ordered: boolean;
  private count = 0;

  constructor(ordered: boolean) {
    this.ordered = ordered;
  }

  mark(): string {
    return this.ordered ? `${++this.count}. ` : "- ";
  }
}

/** What nobody sees is not for a model either: it may be there to tell that something. */
function isHidden(element: Tree.Element): boolean {
  return (
    attribute(element, "hidden") !== undefined ||
    attribute(element, "aria-hidden") === "true" ||
    INVISIBLE.test(attribute(element, "style") ?? "")
  );
}

function attribute(element: Tree.Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function textIn({ childNodes }: Tree.Element): string | undefined {
  const text = childNodes.map((child) => ("value" in child ? child.value : "")).join("");
  return text.replace(/\s+/g, " ").trim() || undefined;
}
