/** The rows with the highest scores, of all that are offered: a heap whose top is the worst of them. */
export class Best {
  private readonly rows: Int32Array;
  private readonly scores: Float64Array;
  private size = 0;

  constructor(k: number) {
    this.rows = new Int32Array(k);
    this.scores = new Float64Array(k);
  }

  /** What a score has to be above to be kept. */
  get floor(): number {
    return this.size < this.scores.length ? -Infinity : this.scores[0]!;
  }

  /** Of a score that is above the floor. Of equal scores the row that came first is the better one. */
  add(row: number, score: number): void {
    if (this.size < this.scores.length) {
      this.rise(this.size++, row, score);
      return;
    }
    this.sink(row, score, this.size);
  }

  /** The rows and their scores, the best first. It is empty afterwards. */
  take(): [row: number, score: number][] {
    const taken: [number, number][] = Array.from({ length: this.size });
    while (this.size > 0) {
      taken[--this.size] = [this.rows[0]!, this.scores[0]!];
      this.sink(this.rows[this.size]!, this.scores[this.size]!, this.size);
    }
    return taken;
  }

  private rise(from: number, row: number, score: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.isWorse(above, row, score)) break;
      this.put(at, this.rows[above]!, this.scores[above]!);
      at = above;
    }
    this.put(at, row, score);
  }

  /** Puts it in the place of the top, among the first `size`. */
  private sink(row: number, score: number, size: number): void {
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && this.isWorse(below + 1, this.rows[below]!, this.scores[below]!)) below++;
      if (!this.isWorse(below, row, score)) break;
      this.put(at, this.rows[below]!, this.scores[below]!);
      at = below;
    }
    if (size > 0) this.put(at, row, score);
  }

  private isWorse(at: number, row: number, score: number): boolean {
    return this.scores[at]! < score || (this.scores[at] === score && this.rows[at]! > row);
  }

  private put(at: number, row: number, score: number): void {
    this.rows[at] = row;
    this.scores[at] = score;
  }
}
