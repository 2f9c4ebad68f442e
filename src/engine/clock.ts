import { timer } from "./timer.ts";

/** How long something may be waited for. */
export interface Limit {
  /** In milliseconds. */
  readonly ms: number;
  /** What it is to fail with, once that has passed. */
  error(): object;
}

/** When something is to fail, in the time of `performance.now()`. */
export interface Deadline {
  readonly at: number;
  error(): object;
}

/** Limits on what a stage waits for: up to its first progress, and then from each to the next. */
export interface WaitLimits {
  readonly first?: Limit | undefined;
  readonly next?: Limit | undefined;
}

/**
 * Counts the time that a stage waits, and no other: while its consumer pauses, or is at work, it stands still.
 *
 * It has one timer, which looks at the time and sets itself anew where that is not up: a timer for each wait would cost
 * more than the chunk that is waited for.
 */
export class Clock {
  private readonly limits: WaitLimits;
  private readonly expire: (error: object) => void;
  private limit: Limit | undefined;
  private waiting = false;
  /** When the wait began, and what was waited before since the last progress. */
  private since = 0;
  private spent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(limits: WaitLimits, expire: (error: object) => void) {
    this.limits = limits;
    this.limit = limits.first;
    this.expire = expire;
  }

  /** The stage waits. */
  start(): void {
    this.waiting = true;
    this.since = performance.now();
    this.arm();
  }

  /** What it has waited for is there. */
  stop(): void {
    if (!this.waiting) return;
    this.spent += performance.now() - this.since;
    this.waiting = false;
  }

  /** What was wanted has come: the next wait has a limit of its own. */
  progress(): void {
    this.spent = 0;
    if (this.limit === this.limits.next) return;
    this.end();
    this.limit = this.limits.next;
  }

  /** When it runs out, for who waits from now on and blocks; and how long that was. */
  deadline(now: number): Deadline | undefined {
    const { limit, spent } = this;
    return limit && { at: now + limit.ms - spent, error: () => limit.error() };
  }

  blocked(ms: number): void {
    this.spent += ms;
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private arm(): void {
    if (this.limit && this.timer === undefined) this.timer = timer(this.look, Math.ceil(this.limit.ms - this.spent));
  }

  private readonly look = (): void => {
    this.timer = undefined;
    if (!this.waiting) return;
    this.stop();
    if (this.spent >= this.limit!.ms) this.expire(this.limit!.error());
    else this.start();
  };
}
