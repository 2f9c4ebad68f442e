import { inOwnTurn } from "./turn.ts";

/** A stage, while it may be idle. */
interface Idler {
  readonly busy: boolean;
  readonly over: boolean;
  /** Something is queued, and goes on. */
  readonly queued: boolean;
  handOn(): void;
  fail(error: unknown): void;
  wake(): void;
}

/**
 * What steps hold back only while more is at hand. It goes out in a turn of the event loop of its own, which is armed
 * at the time that something is held: a chunk that comes in a later turn finds nothing held any more, and as long as
 * chunks come in this one, or by promises alone, there is no turn but the one.
 */
export class Idle {
  private readonly flushes = new Set<() => void>();
  private readonly stage: Idler;
  private armed = false;

  constructor(stage: Idler) {
    this.stage = stage;
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
    flushes.forEach(this.flush);
  };

  private readonly flush = (flush: () => void): void => {
    const { stage } = this;
    try {
      if (!stage.over) flush();
    } catch (error) {
      stage.fail(error);
    }
    // It waits, so nobody else asks for what the flush has queued.
    while (stage.busy && !stage.over && stage.queued) stage.handOn();
    stage.wake();
  };
}
