import type { Pieces } from "./handler.ts";
import { JsonPlace, type JsonPath } from "./place.ts";

/** The text of the first string at a path, as it grows. */
export class JsonFieldText extends JsonPlace implements Pieces {
  private readonly at: JsonPath;
  private begun = false;
  private recent = "";

  constructor(at: JsonPath) {
    super();
    this.at = at;
  }

  string(): Pieces | undefined {
    if (this.begun || !this.isAt(this.at)) return undefined;
    this.begun = true;
    return this;
  }

  add(piece: string): void {
    this.recent += piece;
  }

  /** What of it has come since it was asked last: one piece, or none. */
  take(): readonly string[] {
    const { recent } = this;
    this.recent = "";
    return recent === "" ? [] : [recent];
  }
}
