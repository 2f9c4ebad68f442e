import { CertainText } from "../json/certain-text.ts";
import type { JsonHandler } from "../json/handler.ts";
import type { XmlAttribute, XmlHandler } from "./handler.ts";

/**
 * Says elements as values: `{ tag: text }`, or `{ tag: [...] }` where there are elements in one. White space alone is the
 * text of an element that has nothing else, and nothing between elements.
 */
export class XmlElements implements XmlHandler {
  private readonly values: JsonHandler;
  private readonly attributes: boolean;
  /** Of each open element, whether it is a list. */
  private readonly lists: boolean[] = [];
  /** What has come behind the last tag. */
  private readonly recent = new CertainText();
  /** It shows nothing but white space. */
  private blank = true;

  /** `values` is told the value. With `attributes`, they stand at the head of the list, as if they were elements. */
  constructor(values: JsonHandler, attributes: boolean) {
    this.values = values;
    this.attributes = attributes;
  }

  /** What there is of the text under way. Of an element that may still become a list, the empty text. */
  get shown(): string | undefined {
    if (!this.blank) return this.recent.shown;
    return this.lists.at(-1) === false ? "" : undefined;
  }

  /** Whether text is under way that shows. */
  get growing(): boolean {
    return !this.blank;
  }

  open(name: string, attributes: readonly XmlAttribute[]): void {
    if (this.lists.length > 0) this.makeList();
    this.begin(name);
    this.lists.push(false);
    if (!this.attributes || attributes.length === 0) return;
    this.makeList();
    for (const [attribute, value] of attributes) {
      this.begin(`@${attribute}`);
      this.values.scalar(value);
      this.values.close();
    }
  }

  text(piece: string): void {
    const certain = this.recent.add(piece);
    this.blank &&= certain.trim() === "";
  }

  close(): void {
    if (this.lists.pop()) {
      this.endText();
      this.values.close();
    } else {
      this.values.scalar(this.recent.value);
      this.forget();
    }
    this.values.close();
  }

  private begin(name: string): void {
    this.values.open(false);
    this.values.key(name);
  }

  /** There is an element in the open one, or an attribute: the text before it is an item. */
  private makeList(): void {
    if (!this.lists.at(-1)) {
      this.lists[this.lists.length - 1] = true;
      this.values.open(true);
    }
    this.endText();
  }

  private endText(): void {
    if (!this.blank || this.recent.held !== "") this.values.scalar(this.recent.value);
    this.forget();
  }

  private forget(): void {
    this.recent.clear();
    this.blank = true;
  }
}
