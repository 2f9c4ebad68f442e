/** Finds the items of a list in a text that comes in pieces. */
export interface ItemReader {
  /** Takes the next piece. Gives the items that it completes. */
  feed(text: string): string[];
  /** The text is over. Gives the items that were still open. */
  end(): string[];
}

/** A text that is cut at each `separator`: what stands between two of them is handed to `item`. */
export class SplitReader implements ItemReader {
  private readonly separator: string;
  private readonly item: (text: string) => string | undefined;
  /** The open item is `open + tail`. Only `tail`, which may hold the beginning of a separator, is looked at again. */
  private open = "";
  private tail = "";

  /** `item` gives the item that a part is, or undefined for a part that is none. */
  constructor(separator: string, item: (text: string) => string | undefined) {
    this.separator = separator;
    this.item = item;
  }

  feed(text: string): string[] {
    const { separator } = this;
    const items: string[] = [];
    const unread = this.tail + text;
    let from = 0;
    for (let at = unread.indexOf(separator); at >= 0; at = unread.indexOf(separator, from)) {
      this.give(this.open + unread.slice(from, at), items);
      this.open = "";
      from = at + separator.length;
    }
    const kept = Math.max(from, unread.length - separator.length + 1);
    this.open += unread.slice(from, kept);
    this.tail = unread.slice(kept);
    return items;
  }

  end(): string[] {
    const items: string[] = [];
    this.give(this.open + this.tail, items);
    this.open = this.tail = "";
    return items;
  }

  private give(text: string, items: string[]): void {
    const item = this.item(text);
    if (item !== undefined) items.push(item);
  }
}
