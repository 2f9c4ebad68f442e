import { closeAll } from "../engine/closing.ts";
import type { Chunks } from "../engine/context.ts";
import type { Ending } from "../engine/ending.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { Progress } from "../tools/progress.ts";
import type { Phase } from "./phase.ts";

/** Who has calls run, and is given what comes of them. */
export interface Caller {
  run(call: ToolCall): Chunks;
  told(call: ToolCall, data: unknown): void;
  done(call: ToolCall, answer: ToolMessage): void;
  /** The tool has failed: gives what is to be answered in its place, or throws. */
  failed(call: ToolCall, error: unknown): ToolMessage;
  /** Every call has its answer. */
  finished(): void;
}

/** A call that is being run. */
interface Running {
  readonly call: ToolCall;
  readonly chunks: Chunks;
  answered: boolean;
}

/** Tools work, at most `slots` at a time, those that were called first first. In a synchronous run, one after the other. */
export class Calling implements Phase {
  private readonly calls: readonly ToolCall[];
  private readonly slots: number;
  private readonly caller: Caller;
  private begun = 0;
  private readonly running = new Set<Running>();
  /** The one that has something. */
  private due: Running | undefined = undefined;

  constructor(calls: readonly ToolCall[], slots: number, caller: Caller) {
    this.calls = calls;
    this.slots = slots;
    this.caller = caller;
  }

  poll(ready: () => void): boolean {
    this.beginSome(this.slots);
    for (const running of this.running) {
      if (!running.chunks.poll(ready)) continue;
      this.due = running;
      return true;
    }
    return this.running.size === 0;
  }

  next(): void {
    const running = this.due ?? this.first();
    this.due = undefined;
    if (!running) return this.caller.finished();
    this.running.delete(running);
    const { call, chunks } = running;
    let result: IteratorResult<unknown, undefined>;
    try {
      result = chunks.nextSync();
    } catch (error) {
      const answer = this.caller.failed(call, error);
      if (!running.answered) this.caller.done(call, answer);
      return;
    }
    if (result.done) return;
    // Behind the others: they are to have their turn.
    this.running.add(running);
    if (result.value instanceof Progress) return this.caller.told(call, result.value.value);
    // At once: what is done is to be known, whatever becomes of the others.
    running.answered = true;
    this.caller.done(call, result.value as ToolMessage);
  }

  close(ending?: Ending): Promise<unknown> | undefined {
    return closeAll(
      Array.from(
        this.running,
        ({ chunks }) =>
          () =>
            chunks.close(ending),
      ),
    );
  }

  private first(): Running | undefined {
    this.beginSome(1);
    return this.running.values().next().value;
  }

  private beginSome(slots: number): void {
    while (this.begun < this.calls.length && this.running.size < slots) {
      const call = this.calls[this.begun++]!;
      this.running.add({ call, chunks: this.caller.run(call), answered: false });
    }
  }
}
