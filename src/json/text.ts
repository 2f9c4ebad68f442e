/**
 * How many pieces are joined at a time. One string that grows by each piece is a rope of as many nodes, all of which the
 * garbage collector has to move.
 */
const PIECES = 256;

/** A text that comes in pieces, and can be read at any time at a price that does not grow with it. */
export class GrowingText {
  length = 0;
  private joined = "";
  private recent = "";
  private readonly pieces: string[] = [];
  private count = 0;

  get value(): string {
    return this.joined + this.recent;
  }

  add(piece: string): void {
    this.length += piece.length;
    this.recent += piece;
    this.pieces[this.count++] = piece;
    if (this.count < PIECES) return;
    this.joined += this.pieces.join("");
    this.recent = "";
    this.count = 0;
  }

  clear(): void {
    this.length = this.count = 0;
    this.joined = this.recent = "";
  }
}
