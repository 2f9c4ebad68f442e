import { XmlCharacters } from "./characters.ts";
import { unexpected } from "./error.ts";
import type { XmlAttribute } from "./handler.ts";
import { endOfName, isSpace, startsName } from "./names.ts";

/** What is being read, or what may come next. */
const NAME = 0;
/** Behind the name, or behind an attribute. */
const BEHIND = 1;
const ATTRIBUTE = 2;
const EQUALS = 3;
const QUOTE = 4;
const VALUE = 5;
const SLASH = 6;

/** One start tag, from its name to its end. */
export class XmlTag {
  name = "";
  attributes: XmlAttribute[] = [];
  /** It is an end tag as well. */
  empty = false;
  private state = NAME;
  /** White space stands before what comes next. */
  private spaced = false;
  private attribute = "";
  private quote = 0;
  private value = "";
  private readonly characters = new XmlCharacters(this);

  /** Forgets the one before. */
  begin(): void {
    this.name = "";
    this.attributes = [];
    this.empty = false;
    this.state = NAME;
  }

  /** A piece of the value of the attribute under way. */
  add(piece: string): void {
    this.value += piece;
  }

  /** Reads on at `at`. Gives the index behind its end, or -1 where the text ran out before it. */
  scan(text: string, at: number, base: number): number {
    let i = at;
    while (i < text.length) {
      if (this.state === VALUE) {
        const end = this.characters.scan(text, i, base, this.quote);
        if (end < 0) return -1;
        this.attributes.push([this.attribute, this.value]);
        this.state = BEHIND;
        i = end + 1;
      } else if (this.state === NAME || this.state === ATTRIBUTE) {
        i = this.scanName(text, i);
      } else if (this.takes(text, i++, base)) {
        return i;
      }
    }
    return -1;
  }

  private scanName(text: string, at: number): number {
    const end = endOfName(text, at);
    const part = text.slice(at, end);
    if (this.state === NAME) this.name += part;
    else this.attribute += part;
    if (end < text.length) this.state = this.state === NAME ? BEHIND : EQUALS;
    this.spaced = false;
    return end;
  }

  /** Takes one unit. Gives whether the tag is complete. */
  private takes(text: string, at: number, base: number): boolean {
    const unit = text.charCodeAt(at);
    switch (this.state) {
      case BEHIND:
        if (isSpace(unit)) this.spaced = true;
        else if (unit === 0x3e) return true;
        else if (unit === 0x2f) this.state = SLASH;
        else if (this.spaced && startsName(text, at)) this.beginAttribute(text.charAt(at));
        else throw unexpected(text, at, base, this.spaced ? 'an attribute, "/" or ">"' : 'white space, "/" or ">"');
        return false;
      case EQUALS:
        if (unit === 0x3d) this.state = QUOTE;
        else if (!isSpace(unit)) throw unexpected(text, at, base, '"="');
        return false;
      case QUOTE:
        if (unit === 0x22 || unit === 0x27) this.beginValue(unit);
        else if (!isSpace(unit)) throw unexpected(text, at, base, "a value in quotes");
        return false;
      default:
        if (unit !== 0x3e) throw unexpected(text, at, base, '">"');
        this.empty = true;
        return true;
    }
  }

  private beginAttribute(first: string): void {
    this.state = ATTRIBUTE;
    this.attribute = first;
  }

  private beginValue(quote: number): void {
    this.state = VALUE;
    this.quote = quote;
    this.value = "";
  }
}
