/** How many pieces make a block. A rope of as many nodes as there are pieces, the garbage collector would have to move. */
const PIECES = 256;

/** A text that comes in pieces, and can be read at any time at a price that does not grow with it. */
export class GrowingText {
  length = 0;
  private blocks = "";
  private recent = "";
  private count = 0;

  get value(): string {
    return this.blocks + this.recent;
  }

  add(piece: string): void {
    this.length += piece.length;
    this.recent += piece;
    if (++this.count < PIECES) return;
    this.blocks += flat(this.recent);
    this.recent = "";
    this.count = 0;
  }

  clear(): void {
    this.length = this.count = 0;
    this.blocks = this.recent = "";
  }
}

/**
 * The same text, to be kept. What was added up is a rope of its pieces, which takes several times the memory, until
 * somebody looks into it: then engines write it out, in place.
 */
export function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}
