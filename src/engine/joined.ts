import type { Closeable } from "./closing.ts";
import type { Chunks } from "./context.ts";
import type { Ending } from "./ending.ts";
import type { Gather, Join } from "./join.ts";
import type { Value } from "./source.ts";

/** Reads `chunks` to the end and joins them, in their own way or the one that is given. */
export function joined(chunks: Chunks, join?: Join): Value | Promise<Value> {
  const joining = new Joining(chunks, join);
  const source = (): Value => {
    if (joining.failure) throw joining.failure.error;
    return { kind: "value", value: joining.value };
  };
  if (joining.advance()) return source();
  return new Promise<void>((resolve) => (joining.onEnd = resolve)).then(source);
}

/** A stream of chunks that is being joined to its value, without a promise. */
export class Joining implements Closeable {
  /** Called when `advance` gave false and the end has come since. */
  onEnd: (() => void) | undefined = undefined;
  failure: { readonly error: unknown } | undefined = undefined;
  /** The whole, at the end. */
  value: unknown = undefined;
  private readonly chunks: Chunks;
  private readonly join: Join | undefined;
  private gather: Gather | undefined = undefined;

  constructor(chunks: Chunks, join?: Join) {
    this.chunks = chunks;
    this.join = join;
  }

  /** Goes as far as it can without waiting. True at the end: then there is a value, or a failure. */
  advance(): boolean {
    const { chunks } = this;
    try {
      while (chunks.poll(this.goOn)) {
        const result = chunks.nextSync();
        this.gather ??= (this.join ?? chunks.join).gather();
        if (result.done) {
          this.value = this.gather.value();
          return true;
        }
        this.gather.add(result.value);
      }
      return false;
    } catch (error) {
      this.failure = { error };
      return true;
    }
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    return this.chunks.close(ending);
  }

  private readonly goOn = (): void => {
    if (this.advance()) this.onEnd?.();
  };
}
