import { isPromise } from "../engine/closing.ts";
import { last } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Iteration } from "../engine/source.ts";
import { iterateInside } from "../runs/ambient.ts";
import { enclosingOf, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { ObservedRun } from "../runs/observed-run.ts";
import type { Work } from "./work.ts";

/** What a tool's generator has yielded, or its runnable streamed, on its way to whoever watches the tool. */
export class Progress {
  readonly value: unknown;
  private readonly run: ObservedRun | undefined;

  constructor(value: unknown, run: ObservedRun | undefined) {
    this.value = value;
    this.run = run;
  }

  tell(): void {
    this.run?.progress(this.value);
  }
}

/**
 * What the generator of a tool makes, one piece at a time: progress as it yields, and the output of what it returns. It is
 * asked for each as any source is, so it waits where those who watch are behind, and is closed with its run.
 */
export function iterate(
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
  config: StepConfig,
  work: Work,
): Iteration {
  const steps = new Steps(iterateInside(config, iterator), enclosingOf(config)?.observed, work);
  const kind = Symbol.asyncIterator in iterator ? "async" : "sync";
  return { kind, iterator: steps as Iterator<unknown> & AsyncIterator<unknown>, join: last };
}

class Steps {
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  private readonly run: ObservedRun | undefined;
  private readonly work: Work;
  private finished = false;

  constructor(iterator: Iterator<unknown> | AsyncIterator<unknown>, run: ObservedRun | undefined, work: Work) {
    this.iterator = iterator;
    this.run = run;
    this.work = work;
  }

  next(): unknown {
    if (this.finished) return END;
    const result = this.iterator.next();
    return isPromise(result) ? Promise.resolve(result).then(this.made) : this.made(result);
  }

  return(): unknown {
    return this.finished ? END : this.iterator.return?.();
  }

  private readonly made = ({ done, value }: IteratorResult<unknown>): unknown => {
    if (!done) {
      this.work.shown?.add(value);
      return { done: false, value: new Progress(value, this.run) };
    }
    this.finished = true;
    // A generator that is not async may return a promise all the same.
    return isPromise(value) ? Promise.resolve(value).then(this.given) : this.given(value);
  };

  private readonly given = (output: unknown) => ({ done: false, value: this.work.finish(output) });
}

const END: IteratorResult<unknown> = { done: true, value: undefined };

/** Stands behind a tool's work: tells its progress, and lets its output through; the progress too, where it `passes` that on. */
export function tellProgress(step: RunnableStep, passes: boolean): Each {
  return { sees: "chunk", step, open: (out) => new ProgressSink(out, passes), join: (before) => before };
}

class ProgressSink implements Sink {
  private readonly out: Sink;
  private readonly passes: boolean;

  constructor(out: Sink, passes: boolean) {
    this.out = out;
    this.passes = passes;
  }

  push(chunk: unknown): void {
    const isProgress = chunk instanceof Progress;
    if (isProgress) chunk.tell();
    if (!isProgress || this.passes) this.out.push(chunk);
  }
}
