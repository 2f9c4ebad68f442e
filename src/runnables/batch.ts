import { closeAll, endQuietly } from "../engine/closing.ts";
import type { Collector } from "../engine/collector.ts";
import { follow } from "../engine/signals.ts";
import { RunletError } from "../errors/error.ts";
import type { BatchWork } from "./batch-work.ts";

/** Who is told how a batch goes. */
export interface BatchReader {
  /** The run `at` is complete. It keeps its slot until `free` is called. */
  take(at: number, output: unknown): void;
  /** A run has failed, and nothing more will come. */
  fail(error: unknown): void;
}

/**
 * Runs one behind the other and side by side, as there are slots. It costs an input no promise: a run that has nothing to
 * wait for is over when it has begun, and one that waits calls back.
 */
export class Batch {
  private readonly work: BatchWork;
  private readonly reader: BatchReader;
  private next = 0;
  private left: number;
  private slots: number;
  private readonly underWay = new Set<Collector>();
  private unfollow: (() => void)[] | undefined = undefined;
  /** The signal that has ended it. */
  private ended: AbortSignal | undefined = undefined;
  private filling = false;
  private over = false;

  constructor(work: BatchWork, reader: BatchReader) {
    this.work = work;
    this.reader = reader;
    this.left = work.length;
    this.slots = work.slots;
  }

  /** All runs are complete. */
  get complete(): boolean {
    return this.left === 0;
  }

  /** Begins as many runs as there are slots. */
  fill(): void {
    // Not from inside: a run that is over at once would begin the next one inside itself, and so on.
    if (this.filling) return;
    this.filling = true;
    this.unfollow ??= this.follow();
    while (this.slots >= 1 && this.next < this.work.length && !this.over) this.begin(this.next++);
    this.filling = false;
  }

  /** The slot of one run is free again. */
  free(): void {
    this.slots++;
    this.fill();
  }

  /** Ends the runs that are under way. Gives a promise where something has to be waited for. */
  close(): Promise<unknown> | undefined {
    this.end();
    return closeAll(Array.from(this.underWay, (run) => () => run.close()));
  }

  private begin(at: number): void {
    this.slots--;
    let run: Collector;
    try {
      run = this.work.run(at);
    } catch (error) {
      return this.fail(error);
    }
    this.underWay.add(run);
    if (run.advance()) this.settle(at, run);
    else run.onEnd = () => this.settle(at, run);
  }

  private settle(at: number, run: Collector): void {
    this.underWay.delete(run);
    if (this.over) return;
    const { failure } = run;
    if (failure && (this.ended || !this.work.returnExceptions)) return this.fail(failure.error);
    if (--this.left === 0) this.end();
    this.reader.take(at, failure ? asError(failure.error) : run.value());
  }

  private fail(error: unknown): void {
    this.end();
    for (const run of this.underWay) {
      run.run.cancel(this.ended ? this.ended.reason : error);
      // One that is held up by whoever watches, and has not begun, cannot hear of that.
      endQuietly(() => run.close());
    }
    this.reader.fail(error);
  }

  /** One listener for as long as it goes on, whichever of the runs are under way: they hear of it themselves. */
  private follow(): (() => void)[] {
    const { signals } = this.work;
    this.ended = signals.find((signal) => signal.aborted);
    return signals.map((signal) => follow(signal, () => (this.ended ??= signal)));
  }

  private end(): void {
    this.over = true;
    for (const unfollow of this.unfollow ?? []) unfollow();
  }
}

/** Runs all, and gives their outputs in the order of the inputs. */
export function runAll<Output>(work: BatchWork): Promise<Output[]> {
  return new Promise((resolve, reject) => {
    const outputs: Output[] = Array.from({ length: work.length });
    const batch: Batch = new Batch(work, {
      take(at, output) {
        outputs[at] = output as Output;
        if (batch.complete) resolve(outputs);
        else batch.free();
      },
      fail: reject,
    });
    if (batch.complete) resolve(outputs);
    else batch.fill();
  });
}

/** What a run has thrown, as what is told from an output by its class. */
function asError(thrown: object): Error {
  if (thrown instanceof Error) return thrown;
  return new RunletError("thrown", "A run has thrown an object that is not an error.", { cause: thrown });
}
