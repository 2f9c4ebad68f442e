import type { Context } from "./context.ts";
import type { Each, Sink } from "./op.ts";

/**
 * The `each` ops of a part, composed for one run. A chunk of the source goes into `entry`. Up to a step that spreads
 * (makes many chunks of one) what comes out is queued by the stage, and goes into `rest` a window at a time; where no
 * step spreads, `entry` and `rest` are the same.
 */
export interface Fused {
  readonly entry: Sink;
  readonly rest: Sink;
  /** The sinks before and behind the queue, in order: whose `end` is called when. */
  readonly before: readonly Opened[];
  readonly behind: readonly Opened[];
}

export interface Opened {
  readonly sink: Sink;
  readonly context: Context;
}

export function fuse(each: readonly Each[], queue: Sink, out: Sink, contextOf: (op: Each) => Context): Fused {
  const cut = each.findIndex((op) => op.spreads) + 1;
  const behind = open(each.slice(cut), out, contextOf);
  const before = open(each.slice(0, cut), queue, contextOf);
  const rest = behind[0]?.sink ?? out;
  return { entry: before[0]?.sink ?? rest, rest, before, behind };
}

function open(each: readonly Each[], out: Sink, contextOf: (op: Each) => Context): Opened[] {
  const opened: Opened[] = [];
  let next = out;
  for (const op of each.toReversed()) {
    const context = contextOf(op);
    next = op.open(next as Sink<never>, context) as Sink;
    opened.unshift({ sink: next, context });
  }
  return opened;
}

/** Says the end to each, in order. */
export function endAll(opened: readonly Opened[]): void {
  for (const { sink, context } of opened) {
    try {
      sink.end?.();
    } catch (error) {
      throw context.blame(error);
    }
  }
}
