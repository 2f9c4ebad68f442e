import { inOwnTurn } from "./turn.ts";

/**
 * What steps hold back only while more is at hand. It goes out in a turn of the event loop of its own, which is armed
 * at the time that something is held: a chunk that comes in a later turn finds nothing held any more, and as long as
 * chunks come in this one, or by promises alone, there is no turn but the one.
 */
export class Idle {
  private readonly flushes = new Set<() => void>();
  private readonly idle: (flush: () => void) => void;
  private armed = false;

  /** `idle` calls each flush. */
  constructor(idle: (flush: () => void) => void) {
    this.idle = idle;
  }

  arm(flush: () => void): void {
    this.flushes.add(flush);
    if (this.armed) return;
    this.armed = true;
    inOwnTurn(this.turn);
  }

  drop(): void {
    this.flushes.clear();
  }

  private readonly turn = (): void => {
    this.armed = false;
    const flushes = Array.from(this.flushes);
    this.flushes.clear();
    flushes.forEach(this.idle);
  };
}
