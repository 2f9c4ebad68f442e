import { JsonDocument } from "../json/document.ts";
import { Snapshots } from "../json/snapshots.ts";
import { XmlReading, type XmlOptions } from "./reading.ts";
import type { XmlValue } from "./value.ts";

/**
 * Finds the XML in what a model says, and reads it: the first element. What stands before its start tag is ignored (prose,
 * a Markdown fence, the XML declaration, comments), and what follows its end tag. It gives the value so far each time it
 * changes: a plain value, which does not change later, and shares with the next one all that has not changed. Open
 * elements show early; half a tag, half a reference, half the end of CDATA and half a surrogate pair give nothing. How
 * the text is cut into pieces makes no difference to what is found, and the time is linear in the text.
 *
 * It is lenient where models are careless: an `&` or `<` that begins nothing is text. A DOCTYPE is skipped, and no entity
 * but the five of XML is known. What cannot be XML, and a text without an element, is a `parse` error, nesting below
 * `maxDepth` a `limit` error; it has the `offset` and, as `partial`, the value so far.
 *
 * @example
 * const finder = new XmlFinder();
 * finder.feed("Here you are:\n```xml\n<films><film>Ali"); // => { films: [{ film: "Ali" }] }
 * finder.feed("en</film></fi"); // => { films: [{ film: "Alien" }] }
 * finder.feed("lms>\n```\nAnything else?"); // => undefined: nothing new
 * finder.end(); // => { films: [{ film: "Alien" }] }
 */
export class XmlFinder {
  private readonly document: JsonDocument;
  private readonly snapshots: Snapshots;

  constructor(options: XmlOptions = {}) {
    this.document = new JsonDocument((handler) => new XmlReading(handler, options));
    this.snapshots = new Snapshots(this.document);
  }

  /** Whether a change has not been given, since the open elements are wide and it was not yet worth a copy of them. */
  get held(): boolean {
    return this.snapshots.held;
  }

  /** Takes the next piece of the text. Gives the value so far if it has changed, else undefined. */
  feed(text: string): XmlValue | undefined {
    return this.snapshots.after(this.document.read(text, 0)) as XmlValue | undefined;
  }

  /** Gives a value that is held. */
  flush(): XmlValue | undefined {
    return this.snapshots.flush() as XmlValue | undefined;
  }

  /** The text is over. Gives its value: the last one given, unless something has changed since. */
  end(): XmlValue {
    return this.document.end() as XmlValue;
  }
}
