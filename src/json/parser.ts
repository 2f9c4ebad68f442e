import { JsonDocument } from "./document.ts";
import { unexpected } from "./error.ts";
import { JsonReading, type JsonOptions } from "./reading.ts";
import { Snapshots } from "./snapshots.ts";
import type { JsonValue } from "./value.ts";

const SPACES = new Set([0x20, 0x0a, 0x0d, 0x09]);

/**
 * Reads one JSON text in any pieces, exactly as `JSON.parse` takes it, and gives the value so far each time it changes:
 * a plain value, which does not change later, and shares with the next one all that has not changed. Half an escape,
 * half a surrogate pair, half a literal, half a key and a lone minus give nothing; a number shows the longest beginning
 * of it that is one; open strings, arrays and objects show early. Linear in the text. Only where an object repeats a key,
 * with the same value, may two values in a row be equal.
 *
 * Fails with a `parse` error at the first unit that no ending can make valid, and with `limit` below `maxDepth`; the
 * error has the `offset` and, as `partial`, the value so far.
 *
 * @example
 * const parser = new JsonParser();
 * parser.feed('{"name": "Fr'); // => { name: "Fr" }
 * parser.feed("ance"); // => { name: "France" }
 * parser.feed('"'); // => undefined: nothing new
 * parser.feed("}");
 * parser.end(); // => { name: "France" }
 */
export class JsonParser {
  private readonly document: JsonDocument;
  private readonly snapshots: Snapshots;
  private offset = 0;

  constructor(options: JsonOptions = {}) {
    this.document = new JsonDocument((tree) => new JsonReading(tree, options));
    this.snapshots = new Snapshots(this.document);
  }

  /** Whether a change has not been given, since the open containers are wide and it was not yet worth a copy of them. */
  get held(): boolean {
    return this.snapshots.held;
  }

  /** Takes the next piece of the text. Gives the value so far if it has changed, else undefined. */
  feed(text: string): JsonValue | undefined {
    for (let i = this.document.read(text, 0); i < text.length; i++) {
      if (!SPACES.has(text.charCodeAt(i))) throw this.document.failed(unexpected(text, i, this.offset, "the end"));
    }
    this.offset += text.length;
    return this.snapshots.after(text.length);
  }

  /** Gives a value that is held. */
  flush(): JsonValue | undefined {
    return this.snapshots.flush();
  }

  /** The text is over. Gives its value: the last one given, unless something has changed since. */
  end(): JsonValue {
    return this.document.end();
  }
}
