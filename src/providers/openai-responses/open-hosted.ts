import { indexOf } from "./blocks.ts";
import { some, type Added, type OpenItem } from "./open-item.ts";
import type { ResponseItem } from "./wire.ts";

/**
 * What the service does itself (a search, code that it runs, an image), or asks of the program in a form of its own: a
 * block that is there as soon as it has begun, and has all of the item when that is whole.
 */
export class OpenHosted implements OpenItem {
  private readonly output: number;

  constructor(output: number) {
    this.output = output;
  }

  // No more than this: lists would be joined with those of the whole item, and an id may be another by then.
  begin({ type, status }: ResponseItem): Added {
    return { content: [{ type: type!, ...(some(status) && { status }), index: indexOf(this.output) }] };
  }

  more(): undefined {}

  whole(item: ResponseItem): Added {
    return { content: [{ ...item, type: item.type!, index: indexOf(this.output) }] };
  }
}
