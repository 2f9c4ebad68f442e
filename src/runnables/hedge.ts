import type { Chunks, Context } from "../engine/context.ts";
import type { Flow, Op } from "../engine/op.ts";
import { endQuietly } from "../engine/closing.ts";
import { noLongerWanted } from "../engine/ending.ts";
import type { Program } from "../engine/program.ts";
import { Replay } from "../engine/replay.ts";
import type { Source, Upstream } from "../engine/source.ts";
import { timer } from "../engine/timer.ts";
import { RunletError } from "../errors/error.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import { keepOf } from "../runs/keep.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import { giveAny, takeAny } from "./alternatives.ts";
import { attemptsOp } from "./attempts.ts";
import { Runnable } from "./base.ts";
import { compile, waitsOf } from "./compile.ts";
import { inOrder } from "./fallbacks.ts";
import type { Parts } from "./parts.ts";

export interface HedgeOptions {
  /** How long the first one may take to its first chunk before the second begins as well, in milliseconds. */
  readonly afterMs: number;
}

/** Two runnables of which the faster answers, as {@link hedge} makes it. */
export class RunnableHedge<in In = never, out Out = unknown, out Chunk = Out> extends Runnable<In, Out, Chunk> {
  readonly name = "RunnableHedge";
  readonly first: Runnable<In, Out, Chunk>;
  readonly second: Runnable<In, Out, Chunk>;
  readonly afterMs: number;

  constructor(first: Runnable<In, Out, Chunk>, second: Runnable<In, Out, Chunk>, { afterMs }: HedgeOptions) {
    super();
    if (!(afterMs >= 0))
      throw new RunletError("config", `afterMs is a number of milliseconds, not ${String(afterMs)}.`);
    this.first = first;
    this.second = second;
    this.afterMs = afterMs;
  }

  override get "~parts"(): Parts {
    const second = { runnable: this.second, label: `after ${this.afterMs} ms` };
    return { how: "alternatives", parts: [{ runnable: this.first }, second] };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    return takeAny([this.first, this.second], wanted);
  }

  override "~gives"(given: JsonSchema): JsonSchema {
    return giveAny([this.first, this.second], given);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const programs = [compile(this.first, step), compile(this.second, step)] as const;
    const inTurn = attemptsOp(step, () => inOrder(programs), waitsOf(programs));
    const { afterMs } = this;
    const flow: Flow = {
      ...inTurn,
      run: (input, context) =>
        context.sync ? inTurn.run(input, context) : new Race(programs, input, context).run(afterMs),
    };
    return [flow];
  }
}

/** Two programs on one input, until one of them has a first chunk. */
class Race {
  private readonly programs: readonly [Program, Program];
  private readonly input: Replay;
  private readonly context: Context;
  /** Those that are under way; how many have begun, and how many of these have failed. */
  private readonly running: Chunks[] = [];
  private begun = 0;
  private failed = 0;
  private error: unknown;
  private answered = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(programs: readonly [Program, Program], input: Upstream, context: Context) {
    this.programs = programs;
    this.input = new Replay(input, keepOf(context.settings as RunnableConfig));
    this.context = context;
  }

  run(afterMs: number): Promise<Source> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        const at = this.begun++;
        this.answer(this.programs[at]!).then(resolve, (error: unknown) => {
          if (at === 0) this.error = error;
          this.failed++;
          if (this.mayBegin()) return begin();
          if (this.failed < this.begun) return;
          clearTimeout(this.timer);
          reject(this.error);
        });
      };
      this.timer = timer(() => void (this.mayBegin() && begin()), afterMs);
      begin();
    });
  }

  /** What `program` answers, once it has a first chunk. Then the other one is ended. */
  private async answer(program: Program): Promise<Source> {
    const chunks = this.context.branch(program, this.input.again());
    this.running.push(chunks);
    await chunks.first();
    // Of two that come in the same moment, one is the answer.
    if (this.answered) throw noLongerWanted();
    this.answered = true;
    clearTimeout(this.timer);
    for (const other of this.running) if (other !== chunks) endQuietly(() => other.close());
    this.input.forget();
    return { kind: "chunks", chunks };
  }

  private mayBegin(): boolean {
    return this.begun === 1 && this.input.repeats && !this.context.signal.aborted;
  }
}

/**
 * Asks `first`; where it has given no chunk after `afterMs`, or fails before, asks `second` as well. The one that gives a
 * chunk first is the answer, in `invoke`, `stream` and `batch` alike, and the other one, with its request, is ended. Where
 * both fail, the run fails with the error of the first.
 *
 * In a synchronous run, where nothing can be waited for, the second is asked where the first fails.
 *
 * @example
 * const model = hedge(primary, replica, { afterMs: 800 });
 */
export function hedge<In, O1, C1, O2, C2>(
  first: Runnable<In, O1, C1>,
  second: Runnable<In, O2, C2>,
  options: HedgeOptions,
): RunnableHedge<In, O1 | O2, C1 | C2> {
  return new RunnableHedge<In, O1 | O2, C1 | C2>(first, second, options);
}
