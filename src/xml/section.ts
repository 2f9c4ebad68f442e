import type { Pieces } from "../json/handler.ts";

/** A part that goes up to some marks and a `>`: a comment, a processing instruction, CDATA. */
export class XmlSection {
  private mark = "";
  private marks = 0;
  private out: Pieces | undefined = undefined;
  /** So many marks stand before what comes next: they may belong to the end, and are held back. */
  private held = 0;

  /** Forgets the one before. `out` is told what stands in this one, as it comes. */
  begin(mark: "-" | "?" | "]", out?: Pieces): void {
    this.mark = mark;
    this.marks = mark === "?" ? 1 : 2;
    this.out = out;
    this.held = 0;
  }

  /** Reads on at `at`. Gives the index behind its end, or -1 where the text ran out before it. */
  scan(text: string, at: number): number {
    let i = at;
    while (i < text.length) {
      if (text[i] === this.mark) {
        if (this.held < this.marks) this.held++;
        else this.out?.add(this.mark);
        i++;
      } else if (this.held === this.marks && text[i] === ">") {
        return i + 1;
      } else {
        if (this.held > 0) this.out?.add(this.mark.repeat(this.held));
        this.held = 0;
        const next = text.indexOf(this.mark, i);
        const end = next < 0 ? text.length : next;
        this.out?.add(text.slice(i, end));
        i = end;
      }
    }
    return -1;
  }
}
