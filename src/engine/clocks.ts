import { Clock, type Limit, type WaitLimits } from "./clock.ts";
import { timer } from "./timer.ts";

/** The clocks of a stage. Each says by an error that it has run out, and all end with the stage. */
export class Clocks {
  /** The one that counts what is waited for. */
  waits: Clock | undefined = undefined;
  readonly expire: (error: object) => void;
  private readonly timers: ReturnType<typeof setTimeout>[] = [];

  constructor(expire: (error: object) => void) {
    this.expire = expire;
  }

  limitWaits(limits: WaitLimits): void {
    this.waits?.end();
    this.waits = new Clock(limits, this.expire);
  }

  limitTime({ ms, error }: Limit): void {
    this.timers.push(timer(() => this.expire(error()), ms));
  }

  end(): void {
    this.waits?.end();
    for (const timer of this.timers) clearTimeout(timer);
  }
}
