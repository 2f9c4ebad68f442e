import { JsonDocument } from "./document.ts";
import { JsonLocator } from "./locator.ts";
import { JsonReading, type JsonOptions } from "./reading.ts";
import { Snapshots } from "./snapshots.ts";
import type { JsonValue } from "./value.ts";

/**
 * Finds the JSON value in what a model says, and reads it as `JsonParser` does: the first object or array, or what the
 * first Markdown fence holds; or a scalar, where the text begins with it. What stands before the value is ignored, and
 * what follows it. A number or a literal at the start is given when it is whole, and only then is it not prose.
 *
 * How the text is cut into pieces makes no difference to what is found. A text without a value is a `parse` error.
 *
 * @example
 * const finder = new JsonFinder();
 * finder.feed("Here you are:\n```json\n[1"); // => [1]
 * finder.feed(", 2]\n```\nAnything else?"); // => [1, 2]
 * finder.end(); // => [1, 2]
 */
export class JsonFinder {
  private readonly locator: JsonLocator<JsonDocument>;
  private snapshots: Snapshots | undefined = undefined;

  constructor(options: JsonOptions = {}) {
    this.locator = new JsonLocator((offset) => {
      const document = new JsonDocument((tree) => new JsonReading(tree, options, offset));
      this.snapshots = new Snapshots(document);
      return document;
    });
  }

  /** Whether a change has not been given: see `JsonParser`. */
  get held(): boolean {
    return this.locator.certain && this.snapshots!.held;
  }

  /** Takes the next piece of the text. Gives the value so far if it has changed, else undefined. */
  feed(text: string): JsonValue | undefined {
    const read = this.locator.read(text);
    return this.locator.certain ? this.snapshots!.after(read) : undefined;
  }

  /** Gives a value that is held. */
  flush(): JsonValue | undefined {
    return this.locator.certain ? this.snapshots!.flush() : undefined;
  }

  /** The text is over. Gives its value: the last one given, unless something has changed since. */
  end(): JsonValue {
    this.locator.alive();
    try {
      if (this.locator.found) return this.locator.found.end();
    } catch (error) {
      if (this.locator.certain) throw error;
    }
    throw this.locator.none();
  }
}
