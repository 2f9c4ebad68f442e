import { letGo } from "./closing.ts";
import type { Pull } from "./context.ts";
import type { Ending } from "./ending.ts";
import type { Gather, Join } from "./join.ts";
import type { Owner } from "./taking-back.ts";

/** Who wants to know what a stream has brought. */
export interface Listener {
  /** Every chunk has come, and this is what they join into. */
  complete(output: unknown): PromiseLike<unknown> | undefined;
  /** It has ended early, and this is what had come: at least one chunk. */
  incomplete?(output: unknown): Promise<unknown>;
}

/** A stream that is passed on as it is, and remembered. */
export class Overheard implements Pull {
  private readonly chunks: Pull;
  private readonly listener: Listener;
  private gather: Gather | undefined = undefined;
  private ended = false;

  constructor(chunks: Pull, listener: Listener) {
    this.chunks = chunks;
    this.listener = listener;
  }

  get join(): Join {
    return this.chunks.join;
  }

  poll(ready: () => void): boolean {
    return this.chunks.poll(ready);
  }

  /** What is taken back is forgotten. */
  own(owner: Owner): void {
    this.chunks.own?.({
      get reach() {
        return owner.reach;
      },
      takeBack: (error) => {
        this.gather = undefined;
        owner.takeBack(error);
      },
    });
  }

  nextSync(): IteratorResult<unknown, undefined> {
    try {
      const result = this.chunks.nextSync();
      if (result.done) this.ended = true;
      else (this.gather ??= this.join.gather()).add(result.value);
      return result;
    } catch (error) {
      letGo(this.breakOff());
      throw error;
    }
  }

  complete(): PromiseLike<unknown> | undefined {
    return this.listener.complete((this.gather ?? this.join.gather()).value());
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    const closing = this.chunks.close(ending);
    const telling = this.breakOff();
    return closing && telling ? Promise.all([closing, telling]) : (telling ?? closing);
  }

  private breakOff(): Promise<unknown> | undefined {
    const { ended, gather } = this;
    this.ended = true;
    return ended || !gather || !this.listener.incomplete ? undefined : this.tell(gather);
  }

  /** Async: a join of a user's may fail of what is only a part. */
  private async tell(gather: Gather): Promise<unknown> {
    return this.listener.incomplete?.(gather.value());
  }
}
