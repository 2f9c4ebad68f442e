/** Below this, what has been taken is not worth moving the rest for. */
const FEW = 1024;

/** First in, first out, in constant time: `shift` of a large array moves all that is left. */
export class Queue<T> {
  private items: (T | undefined)[] = [];
  private from = 0;
  private to = 0;

  get length(): number {
    return this.to - this.from;
  }

  /** The first item, if there is one. */
  get first(): T | undefined {
    return this.items[this.from];
  }

  /** The last item, if there is one. */
  get last(): T | undefined {
    return this.items[this.to - 1];
  }

  push(item: T): void {
    this.items[this.to++] = item;
  }

  /** The first item. To be asked for only where there is one. */
  shift(): T {
    const item = this.items[this.from] as T;
    this.items[this.from++] = undefined;
    if (this.from === this.to) this.from = this.to = 0;
    else if (this.from >= FEW && this.from * 2 >= this.to) {
      this.items = this.items.slice(this.from, this.to);
      this.to -= this.from;
      this.from = 0;
    }
    return item;
  }

  clear(): void {
    this.items.length = this.from = this.to = 0;
  }
}
