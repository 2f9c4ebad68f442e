/** What stands between two pieces of text, the strongest last. */
const GAPS = ["", " ", " | ", "\n", "\n\n"] as const;

type Gap = (typeof GAPS)[number];

/** Text as a person reads it: words, lines and paragraphs. */
export class HTMLText {
  private readonly parts: string[] = [];
  private gap: Gap = "";
  private mark = "";

  /** Behind what there is, and before what comes, is at least this. */
  apart(gap: Gap): void {
    if (this.parts.length > 0 && GAPS.indexOf(gap) > GAPS.indexOf(this.gap)) this.gap = gap;
  }

  /** What comes next begins with this: "- ", "## ". */
  begin(mark: string): void {
    this.mark += mark;
  }

  /** What was to begin with a mark is over: it may have been empty. */
  over(): void {
    this.mark = "";
  }

  /** Text in which all white space is one space. */
  flow(text: string): void {
    const words = text.replace(/[ \t\n\f\r]+/g, " ").replaceAll("\u00a0", " ");
    if (words.startsWith(" ")) this.apart(" ");
    if (words.trim() !== "") this.add(words.trim());
    if (words.endsWith(" ")) this.apart(" ");
  }

  /** Text that stands as it is. */
  verbatim(text: string): void {
    if (text !== "") this.add(text);
  }

  toString(): string {
    return this.parts.join("").trimEnd();
  }

  private add(text: string): void {
    this.parts.push(this.gap + this.mark + text);
    this.gap = this.mark = "";
  }
}
