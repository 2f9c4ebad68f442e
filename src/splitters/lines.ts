/** The lines of a text, counted from 1, for offsets that are asked for in their order. */
export class Lines {
  private readonly text: string;
  private offset = 0;
  private line = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** The lines that the text from `start` to `end` stands on. */
  of(start: number, end: number): { readonly from: number; readonly to: number } {
    this.line += lineEnds(this.text.slice(this.offset, start));
    this.offset = start;
    return { from: this.line, to: this.line + lineEnds(this.text.slice(start, end)) };
  }
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
