import { XmlSection } from "./section.ts";

const COMMENT = "<!--";
const INSTRUCTION = "<?";

/** A document type declaration, from behind its first word. It is skipped: what it declares is not known. */
export class XmlDoctype {
  private quote = "";
  /** Between its square brackets. */
  private inside = false;
  /** What has come of the beginning of a comment or a processing instruction. */
  private begun = "";
  private section: XmlSection | undefined = undefined;

  /** Reads on at `at`. Gives the index behind its end, or -1 where the text ran out before it. */
  scan(text: string, at: number): number {
    for (let i = at; i < text.length; i++) {
      if (this.section) {
        const end = this.section.scan(text, i);
        if (end < 0) return -1;
        this.section = undefined;
        i = end - 1;
      } else if (this.takes(text[i]!)) {
        return i + 1;
      }
    }
    return -1;
  }

  private takes(unit: string): boolean {
    if (this.quote !== "") {
      if (unit === this.quote) this.quote = "";
      return false;
    }
    const begun = unit === "<" ? unit : this.begun + unit;
    this.begun = COMMENT.startsWith(begun) || begun === INSTRUCTION ? begun : "";
    if (this.begun === COMMENT || this.begun === INSTRUCTION) {
      this.section = new XmlSection();
      this.section.begin(this.begun === COMMENT ? "-" : "?");
      this.begun = "";
    } else if (unit === '"' || unit === "'") this.quote = unit;
    else if (unit === "[" || unit === "]") this.inside = unit === "[";
    else return unit === ">" && !this.inside;
    return false;
  }
}
