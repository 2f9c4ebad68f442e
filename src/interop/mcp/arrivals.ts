/** What arrives by callbacks, to be read one by one, until the promise `settled` that they belong to has settled. */
export class Arrivals<T> {
  private readonly items: T[] = [];
  private over = false;
  private wake: (() => void) | undefined = undefined;

  readonly push = (item: T): void => {
    this.items.push(item);
    this.wake?.();
  };

  until(settled: Promise<unknown>): void {
    const end = () => {
      this.over = true;
      this.wake?.();
    };
    settled.then(end, end);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    while (true) {
      while (this.items.length > 0) yield this.items.shift()!;
      if (this.over) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
