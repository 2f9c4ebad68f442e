import { isPromise, letGo } from "../engine/closing.ts";
import type { Chunks, Context } from "../engine/context.ts";
import type { Flow } from "../engine/op.ts";
import { pause } from "../engine/pause.ts";
import type { Program } from "../engine/program.ts";
import { Replay } from "../engine/replay.ts";
import { asyncStep } from "../engine/run.ts";
import type { Recovery, Source, Upstream } from "../engine/source.ts";
import type { Reach } from "../engine/taking-back.ts";
import type { Step } from "../engine/step.ts";
import { isRunletError } from "../errors/error.ts";
import type { RunnableConfig, RunnableStep } from "../runs/config.ts";
import { keepOf } from "../runs/keep.ts";

/** What is tried in one run, one after the other, until something comes of it. */
export interface Attempts {
  /** What to try, counted from 0. */
  program(at: number): Program;
  /**
   * Attempt `at` has failed. Gives how long to wait before the next one, in milliseconds; throws what the run is to fail with
   * where there is none.
   */
  next(error: unknown, at: number): number | PromiseLike<number>;
  /** Another attempt may begin where chunks of the last one have been seen, if they can be taken back. */
  readonly restart: boolean;
}

/** The op of a step that tries: with `begin`, anew for each run. `waits` is what is known to wait in it. */
export function attemptsOp(step: RunnableStep, begin: () => Attempts, waits: Step | undefined): Flow {
  return {
    sees: "stream",
    step,
    waits,
    run(input, context) {
      const trying = new Trying(begin(), input, context);
      return context.sync ? trying.goSync() : trying.go();
    },
  };
}

/** The attempts of one run. One that fails of its input has the failure of that: another would fail of it too. */
class Trying implements Recovery {
  private readonly attempts: Attempts;
  private readonly input: Replay;
  private readonly context: Context;
  private at = 0;

  constructor(attempts: Attempts, input: Upstream, context: Context) {
    this.attempts = attempts;
    this.input = new Replay(input, keepOf(context.settings as RunnableConfig));
    this.context = context;
  }

  async go(): Promise<Source> {
    while (true) {
      const chunks = this.begin();
      try {
        await chunks.first();
        return this.pass(chunks);
      } catch (error) {
        await this.failed(error);
      }
    }
  }

  goSync(): Source {
    while (true) {
      const chunks = this.begin();
      try {
        chunks.firstSync();
        return this.pass(chunks);
      } catch (error) {
        this.failedSync(error);
      }
    }
  }

  private begin(): Chunks {
    return this.context.branch(this.attempts.program(this.at), this.input.again());
  }

  private pass(chunks: Chunks): Source {
    if (!this.attempts.restart) this.input.forget(() => this.context.reach !== "nobody");
    return { kind: "chunks", chunks, recovery: this };
  }

  mayRecover(reach: Reach): boolean {
    return reach === "nobody" || (reach === "told" && this.attempts.restart);
  }

  recover(error: unknown): Source | Promise<Source> {
    if (!this.context.sync) return this.failed(error).then(() => this.go());
    this.failedSync(error);
    return this.goSync();
  }

  /** Waits for the next attempt. Throws where there is none. */
  private async failed(error: unknown): Promise<void> {
    if (!this.mayRepeat()) throw error;
    await pause(await this.attempts.next(error, this.at++), this.context.signal);
    if (this.context.signal.aborted) throw error;
  }

  /** The same without a wait: a synchronous run cannot. A step that has to wait has not failed: the run is wrong for it. */
  private failedSync(error: unknown): void {
    if (isRunletError(error, "async_step") || !this.mayRepeat()) throw error;
    const wait = this.attempts.next(error, this.at++);
    if (!isPromise(wait)) return;
    letGo(wait);
    throw asyncStep(this.context.step);
  }

  private mayRepeat(): boolean {
    return this.input.repeats && !this.context.signal.aborted;
  }
}
