import type { ItemReader } from "./split.ts";

const QUOTE = '"';
const SPACE = /\s/u;

/** Items between commas and line ends, which in quotes are content. */
export class CommaReader implements ItemReader {
  /** `closing`: a quote came inside quotes, which ends them unless another one follows. */
  private state: "before" | "plain" | "quoted" | "closing" = "before";
  /** The open item: its text in quotes, whose white space is content, and the text behind that, or without quotes. */
  private quoted: string | undefined = undefined;
  private plain = "";

  feed(text: string): string[] {
    const items: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text[at]!;
      if (this.state === "quoted") {
        if (unit !== QUOTE) continue;
        this.keep(text.slice(from, at));
        this.state = "closing";
        from = at + 1;
      } else if (this.state === "closing" && unit === QUOTE) {
        // One of two quotes is content: what is kept next begins with it.
        this.state = "quoted";
      } else if (unit === "," || unit === "\n") {
        this.keep(text.slice(from, at));
        this.close(unit === ",", items);
        from = at + 1;
      } else if (this.state === "closing") {
        this.state = "plain";
      } else if (this.state === "before" && !SPACE.test(unit)) {
        const opens = unit === QUOTE;
        this.state = opens ? "quoted" : "plain";
        if (opens) this.quoted = "";
        from = opens ? at + 1 : at;
      }
    }
    this.keep(text.slice(from));
    return items;
  }

  end(): string[] {
    const items: string[] = [];
    this.close(false, items);
    return items;
  }

  private keep(text: string): void {
    if (this.state === "quoted") this.quoted += text;
    else if (this.state === "plain") this.plain += text;
  }

  /** The open item is over. One that is empty, and not in quotes, is an item only where a comma ends it. */
  private close(comma: boolean, items: string[]): void {
    const plain = this.plain.trimEnd();
    if (comma || this.quoted !== undefined || plain !== "") items.push((this.quoted ?? "") + plain);
    this.state = "before";
    this.quoted = undefined;
    this.plain = "";
  }
}
