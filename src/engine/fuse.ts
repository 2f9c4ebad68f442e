import { Backlog } from "./backlog.ts";
import type { Context } from "./context.ts";
import type { Each, Sink } from "./op.ts";

interface Opened {
  readonly sink: Sink;
  readonly context: Context;
}

/**
 * The `each` ops of a part, composed for one run. Up to a step that spreads (makes many chunks of one) what comes out is
 * queued, and goes on a window at a time; where no step spreads, only what comes in a batch is.
 */
export class Fused {
  /** Where a chunk of the source goes. */
  readonly entry: Sink;
  /** Where what was queued goes on. */
  private readonly rest: Sink;
  private readonly before: readonly Opened[];
  private readonly behind: readonly Opened[];
  private readonly backlog = new Backlog();

  constructor(each: readonly Each[], out: Sink, contextOf: (op: Each) => Context) {
    const cut = each.findIndex((op) => op.spreads) + 1;
    this.behind = open(each.slice(cut), out, contextOf);
    this.before = open(each.slice(0, cut), this.backlog, contextOf);
    this.rest = this.behind[0]?.sink ?? out;
    this.entry = this.before[0]?.sink ?? this.rest;
  }

  /** Something is queued. */
  get queued(): boolean {
    return !this.backlog.empty;
  }

  /** Queues a batch, where its chunks can wait: no step is to see each of them first. */
  put(batch: readonly unknown[]): boolean {
    if (this.before.length > 0) return false;
    this.backlog.put(batch);
    return true;
  }

  handOn(): void {
    this.backlog.handOn(this.rest);
  }

  /** Forgets what is queued. */
  drop(): void {
    this.backlog.drop();
  }

  /** Says the end of the source, and, when what was queued has gone on, of all. */
  endBefore(): void {
    endAll(this.before);
  }

  endBehind(): void {
    endAll(this.behind);
  }
}

function open(each: readonly Each[], out: Sink, contextOf: (op: Each) => Context): Opened[] {
  let next = out;
  const opened = each.toReversed().map((op) => {
    const context = contextOf(op);
    next = op.open(next as Sink<never>, context) as Sink;
    return { sink: next, context };
  });
  return opened.toReversed();
}

/** Says the end to each, in order. */
function endAll(opened: readonly Opened[]): void {
  for (const { sink, context } of opened) {
    try {
      sink.end?.();
    } catch (error) {
      throw context.blame(error);
    }
  }
}
