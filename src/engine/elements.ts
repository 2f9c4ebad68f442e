import type { Pull } from "./context.ts";
import type { ElementsOf } from "./join.ts";

/** The elements of an array, or of a stream whose chunks bring some each, one by one. */
export class Elements {
  /** No more will come. */
  over = false;
  /** Why, where the stream has failed. */
  failure: { readonly error: unknown } | undefined = undefined;
  private readonly stream: { readonly chunks: Pull; readonly of: ElementsOf } | undefined;
  private some: readonly unknown[];
  private at = 0;

  constructor(some: readonly unknown[], stream?: { readonly chunks: Pull; readonly of: ElementsOf }) {
    this.some = some;
    this.stream = stream;
  }

  /** The next element, if it is there. If it has to be waited for, `ready` is called then. */
  take(ready: () => void): { readonly value: unknown } | undefined {
    while (this.at === this.some.length) {
      if (this.over || !this.more(ready)) return undefined;
    }
    return { value: this.some[this.at++] };
  }

  private more(ready: () => void): boolean {
    const { stream } = this;
    if (stream && !stream.chunks.poll(ready)) return false;
    try {
      const result = stream?.chunks.nextSync();
      if (result && !result.done) {
        this.some = stream!.of(result.value);
        this.at = 0;
        return true;
      }
    } catch (error) {
      this.failure = { error };
    }
    this.over = true;
    return false;
  }
}
