import { JsonPlace, type JsonPath } from "./place.ts";
import { JsonTree } from "./tree.ts";
import type { JsonValue } from "./value.ts";

/** A value that is complete, and where it stands. */
export type JsonMatch = readonly [path: JsonPath, value: JsonValue];

/** The values at a path, each when it is complete. Of the rest of the document nothing is kept. */
export class JsonMatches extends JsonPlace {
  private readonly pattern: JsonPath;
  /** The container under way that stands there. */
  private tree: JsonTree | undefined = undefined;
  private matches: JsonMatch[] = [];

  /** `pattern`: a path in which "*" is any key and any index. */
  constructor(pattern: JsonPath) {
    super();
    this.pattern = pattern;
  }

  /** Those that have come since it was asked last. */
  take(): readonly JsonMatch[] {
    const { matches } = this;
    if (matches.length > 0) this.matches = [];
    return matches;
  }

  override open(array: boolean): void {
    if (!this.tree && this.isAt(this.pattern)) this.tree = new JsonTree();
    this.tree?.open(array);
    super.open(array);
  }

  override close(): void {
    this.tree?.close();
    if (this.tree && this.path.length - 1 === this.pattern.length) {
      this.matches.push([this.path.slice(0, -1), this.tree.give()!]);
      this.tree = undefined;
    }
    super.close();
  }

  override key(key: string): void {
    this.tree?.key(key);
    super.key(key);
  }

  override scalar(value: string | number | boolean | null): void {
    if (this.tree) this.tree.scalar(value);
    else if (this.isAt(this.pattern)) this.matches.push([this.path.slice(), value]);
    super.scalar(value);
  }
}
