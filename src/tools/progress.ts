import { isPromise } from "../engine/closing.ts";
import { last } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Iteration } from "../engine/source.ts";
import { iterateInside } from "../runs/ambient.ts";
import { enclosingOf, type RunnableStep, type StepConfig } from "../runs/config.ts";
import type { ObservedRun } from "../runs/observed-run.ts";

/** What a tool's generator has yielded, on its way to whoever watches the tool. */
class Progress {
  private readonly value: unknown;
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
 * What the generator of a tool makes, one piece at a time: progress as it yields, and `finish` of what it returns. It is
 * asked for each as any source is, so it waits where those who watch are behind, and is closed with its run.
 */
export function workOf(
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
  config: StepConfig,
  finish: (output: unknown) => unknown,
): Iteration {
  const work = new Work(iterateInside(config, iterator), enclosingOf(config)?.observed, finish);
  const kind = Symbol.asyncIterator in iterator ? "async" : "sync";
  return { kind, iterator: work as Iterator<unknown> & AsyncIterator<unknown>, join: last };
}

class Work {
  private readonly iterator: Iterator<unknown> | AsyncIterator<unknown>;
  private readonly run: ObservedRun | undefined;
  private readonly finish: (output: unknown) => unknown;
  private finished = false;

  constructor(
    iterator: Iterator<unknown> | AsyncIterator<unknown>,
    run: ObservedRun | undefined,
    finish: (output: unknown) => unknown,
  ) {
    this.iterator = iterator;
    this.run = run;
    this.finish = finish;
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
    if (!done) return { done: false, value: new Progress(value, this.run) };
    this.finished = true;
    // A generator that is not async may return a promise all the same.
    return isPromise(value) ? Promise.resolve(value).then(this.given) : this.given(value);
  };

  private readonly given = (output: unknown) => ({ done: false, value: this.finish(output) });
}

const END: IteratorResult<unknown> = { done: true, value: undefined };

/** Stands behind a tool's work: tells its progress, and lets its output through. */
export function tellProgress(step: RunnableStep): Each {
  return { sees: "chunk", step, open: (out) => new ProgressSink(out), join: (before) => before };
}

class ProgressSink implements Sink {
  private readonly out: Sink;

  constructor(out: Sink) {
    this.out = out;
  }

  push(chunk: unknown): void {
    if (chunk instanceof Progress) chunk.tell();
    else this.out.push(chunk);
  }
}
