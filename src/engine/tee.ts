import { RunletError } from "../errors/error.ts";
import { letGo } from "./closing.ts";
import type { Chunks } from "./context.ts";
import { later } from "./join.ts";
import { Queue } from "./queue.ts";
import type { Iteration } from "./source.ts";

/** How far the fastest reader may be ahead of the slowest: each chunk is asked for by itself, so more would save nothing. */
const WINDOW = 4;
/** How much one reader may leave to the others in a synchronous run, where nobody can be made to wait. */
const SYNC_LIMIT = 100_000;

interface Waiter {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

/** One reader of a stream that several share. */
class Tap {
  readonly leader: boolean;
  readonly queue = new Queue<unknown>();
  waiter: Waiter | undefined = undefined;

  constructor(leader: boolean) {
    this.leader = leader;
  }
}

/**
 * One stream for several readers. Each sees every chunk; the slowest sets the pace, so that no more than a window of
 * chunks is kept; one that has finished leaves, and when all have left the stream is closed.
 *
 * Where the first reader leads, the others see no chunk before it has.
 */
class Tee {
  private readonly chunks: Chunks;
  private readonly leads: boolean;
  private readonly taps = new Set<Tap>();
  private asked = false;
  private end: { readonly failure?: unknown } | undefined = undefined;

  constructor(chunks: Chunks, leads: boolean) {
    this.chunks = chunks;
    this.leads = leads;
  }

  /** How many chunks others have asked for that the leader has not seen. */
  get held(): number {
    const [first] = this.taps;
    return first?.leader ? first.queue.length : 0;
  }

  tap(sync: boolean): Iteration {
    const tap = new Tap(this.leads && this.taps.size === 0);
    this.taps.add(tap);
    const join = later(() => this.chunks.join);
    return sync
      ? { kind: "sync", join, iterator: { next: () => this.nextSync(tap), return: () => this.leave(tap) } }
      : {
          kind: "async",
          join,
          iterator: { next: () => this.next(tap), return: async () => this.leave(tap) },
        };
  }

  private next(tap: Tap): Promise<IteratorResult<unknown>> {
    return new Promise((resolve, reject) => {
      tap.waiter = { resolve, reject };
      // Who reads this promise reacts only to what comes after it was given: others that wait would react first.
      if (tap.leader) queueMicrotask(this.serve);
      else this.serve();
    });
  }

  /** Gives each waiting reader what is there, and asks for more if one still waits and no other is too far behind. */
  private readonly serve = (): void => {
    let hungry = false;
    let behind = 0;
    for (const tap of this.taps) {
      const { waiter, queue } = tap;
      const held = tap.leader ? 0 : this.held;
      if (waiter && (queue.length > held || (this.end && queue.length === 0))) {
        tap.waiter = undefined;
        if (queue.length > 0) waiter.resolve({ value: queue.shift(), done: false });
        else if ("failure" in this.end!) waiter.reject(this.end.failure);
        else waiter.resolve({ value: undefined, done: true });
      }
      // A reader that waits for the leader alone has its chunk: to read on would not help it.
      if (tap.waiter && queue.length === 0) hungry = true;
      behind = Math.max(behind, queue.length);
    }
    if (!hungry || this.asked || this.end || behind >= WINDOW) return;
    this.asked = true;
    this.chunks.next().then(
      (result) => this.got(result.done ? {} : undefined, result.value),
      (failure: unknown) => this.got({ failure }),
    );
  };

  private got(end: { readonly failure?: unknown } | undefined, chunk?: unknown): void {
    this.asked = false;
    this.end = end;
    if (!end) for (const tap of this.taps) tap.queue.push(chunk);
    this.serve();
  }

  private nextSync(tap: Tap): IteratorResult<unknown> {
    if (tap.queue.length === 0 && !this.end) this.pullSync();
    if (tap.queue.length > 0) return { value: tap.queue.shift(), done: false };
    if ("failure" in this.end!) throw this.end.failure;
    return { value: undefined, done: true };
  }

  private pullSync(): void {
    try {
      const result = this.chunks.nextSync();
      if (result.done) this.end = {};
      else for (const { queue } of this.taps) queue.push(result.value);
      for (const { queue } of this.taps) if (queue.length > SYNC_LIMIT) throw tooFarBehind();
    } catch (failure) {
      this.end = { failure };
    }
  }

  private leave(tap: Tap): IteratorResult<unknown> {
    this.taps.delete(tap);
    if (this.taps.size === 0) letGo(this.chunks.close());
    else this.serve();
    return { value: undefined, done: true };
  }
}

function tooFarBehind(): RunletError {
  return new RunletError(
    "limit",
    `One branch has left more than ${SYNC_LIMIT} chunks of the shared input unread. Use stream(), where a branch can wait.`,
  );
}

/**
 * Shares `chunks` among `readers`. `leads`: the first of them sees each chunk before the others do; in a synchronous
 * run, where it cannot be waited for, `held` says how many chunks it should be asked for first.
 */
export function tee(chunks: Chunks, readers: number, options: { sync: boolean; leads: boolean }) {
  const shared = new Tee(chunks, options.leads);
  return { taps: Array.from({ length: readers }, () => shared.tap(options.sync)), held: () => shared.held };
}
