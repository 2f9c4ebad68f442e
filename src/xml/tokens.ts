import { textError, type JsonTextError } from "../json/error.ts";
import type { Pieces } from "../json/handler.ts";
import { XmlCharacters } from "./characters.ts";
import { XmlDoctype } from "./doctype.ts";
import { unexpected } from "./error.ts";
import type { XmlHandler } from "./handler.ts";
import { isSpace, startsName } from "./names.ts";
import { XmlSection } from "./section.ts";
import { XmlTag } from "./tag.ts";

const LESS = 0x3c;

/** What is being read. */
const TEXT = 0;
/** Behind a `<`. */
const LESS_THAN = 1;
const START_TAG = 2;
const END_TAG = 3;
/** Behind `<!`. */
const DECLARATION = 4;
const SECTION = 5;
const DOCTYPE = 6;

/** What `<!` may begin, in an element and before the first. */
const IN_ELEMENT = ["--", "[CDATA["];
const IN_PROSE = ["--", "DOCTYPE"];

/**
 * The first element of a text that comes in any pieces, by the grammar of XML 1.0: tells a handler what it says. Before
 * it, what is no start tag is prose. In its text an `&` or a `<` that begins nothing stands for itself. It fails at the
 * first unit that no ending can make valid, and it recurses nowhere, so that depth costs memory only.
 */
export class XmlTokens {
  /** The element is complete: what follows is not looked at. */
  complete = false;
  /** How much has been read, in UTF-16 units. */
  offset = 0;
  private readonly handler: XmlHandler;
  private readonly maxDepth: number;
  private readonly texts: Pieces;
  private readonly characters: XmlCharacters;
  private readonly tag = new XmlTag();
  private readonly section = new XmlSection();
  private doctype = new XmlDoctype();
  private state = TEXT;
  /** What has come behind `<!`. */
  private declared = "";
  /** How much of the name has come, in an end tag. */
  private matched = 0;
  /** The open elements. */
  private readonly names: string[] = [];

  constructor(handler: XmlHandler, maxDepth: number) {
    this.handler = handler;
    this.maxDepth = maxDepth;
    this.texts = { add: (piece) => handler.text(piece) };
    this.characters = new XmlCharacters(this.texts);
  }

  /** Reads `text` from `at` on. Gives the index behind what it took: less than its length where the element is complete. */
  read(text: string, at: number): number {
    const base = this.offset - at;
    let i = at;
    while (i < text.length && !this.complete) {
      const end = this.readPart(text, i, base);
      i = end < 0 ? text.length : end;
    }
    this.offset = base + i;
    return i;
  }

  /** The error of a text that ends here. */
  early(): JsonTextError {
    const { offset } = this;
    const message =
      this.names.length === 0
        ? `There is no XML element in this text of ${offset} characters.`
        : `The text ends at offset ${offset}, before </${this.names.at(-1)!}>.`;
    return textError("parse", message, offset);
  }

  /** Gives the index behind the part, or -1 where the text ran out before its end. */
  private readPart(text: string, at: number, base: number): number {
    switch (this.state) {
      case TEXT:
        return this.readText(text, at, base);
      case LESS_THAN:
        return this.begin(text, at, base);
      case START_TAG:
        return this.readStartTag(text, at, base);
      case END_TAG:
        return this.readEndTag(text, at, base);
      case DECLARATION:
        return this.readDeclaration(text, at, base);
      default: {
        const end = (this.state === SECTION ? this.section : this.doctype).scan(text, at);
        if (end >= 0) this.state = TEXT;
        return end;
      }
    }
  }

  private readText(text: string, at: number, base: number): number {
    const less = this.names.length === 0 ? text.indexOf("<", at) : this.characters.scan(text, at, base, LESS);
    if (less < 0) return -1;
    this.state = LESS_THAN;
    return less + 1;
  }

  private begin(text: string, at: number, base: number): number {
    if (startsName(text, at)) {
      this.limit(base + at - 1);
      this.tag.begin();
      this.state = START_TAG;
      return at;
    }
    const inside = this.names.length > 0;
    switch (text[at]) {
      case "!":
        this.declared = "";
        this.state = DECLARATION;
        return at + 1;
      case "?":
        this.beginSection("?");
        return at + 1;
      case "/":
        if (!inside) break;
        this.matched = 0;
        this.state = END_TAG;
        return at + 1;
    }
    if (inside) this.handler.text("<");
    this.state = TEXT;
    return at;
  }

  private readStartTag(text: string, at: number, base: number): number {
    let end: number;
    try {
      end = this.tag.scan(text, at, base);
    } catch (error) {
      if (this.names.length > 0) throw error;
      this.state = TEXT;
      return (error as JsonTextError).offset - base;
    }
    if (end < 0) return -1;
    this.state = TEXT;
    this.names.push(this.tag.name);
    this.handler.open(this.tag.name, this.tag.attributes);
    if (this.tag.empty) this.close();
    return end;
  }

  private readEndTag(text: string, at: number, base: number): number {
    const name = this.names.at(-1)!;
    let i = at;
    for (; i < text.length && this.matched < name.length; i++, this.matched++) {
      if (text[i] !== name[this.matched]) throw unexpected(text, i, base, `the rest of </${name}>`);
    }
    while (i < text.length && isSpace(text.charCodeAt(i))) i++;
    if (i === text.length) return -1;
    if (text[i] !== ">") throw unexpected(text, i, base, `the end of </${name}>`);
    this.state = TEXT;
    this.close();
    return i + 1;
  }

  private readDeclaration(text: string, at: number, base: number): number {
    const inside = this.names.length > 0;
    const declared = this.declared + text[at]!.toUpperCase();
    if (!(inside ? IN_ELEMENT : IN_PROSE).some((word) => word.startsWith(declared))) {
      if (inside) throw unexpected(text, at, base, "a comment or CDATA");
      this.state = TEXT;
      return at;
    }
    this.declared = declared;
    if (declared === "--") this.beginSection("-");
    else if (declared === "[CDATA[") this.beginSection("]", this.texts);
    else if (declared === "DOCTYPE") this.beginDoctype();
    return at + 1;
  }

  private beginSection(mark: "-" | "?" | "]", out?: Pieces): void {
    this.section.begin(mark, out);
    this.state = SECTION;
  }

  private beginDoctype(): void {
    this.doctype = new XmlDoctype();
    this.state = DOCTYPE;
  }

  private limit(offset: number): void {
    if (this.names.length < this.maxDepth) return;
    const message = `The XML nests deeper than ${this.maxDepth} levels, at offset ${offset}. Raise maxDepth if that is meant.`;
    throw textError("limit", message, offset);
  }

  private close(): void {
    this.names.pop();
    this.handler.close();
    this.complete = this.names.length === 0;
  }
}
