import type { Limit } from "./clock.ts";
import { follow } from "./signals.ts";
import { timer } from "./timer.ts";

/** Ends a request that is not answered in time. Its signal aborts with that of the run as well, for as long as there is an answer. */
export class RequestClock {
  late: object | undefined = undefined;
  private readonly controller = new AbortController();
  private readonly timing: ReturnType<typeof setTimeout>;

  constructor(signal: AbortSignal, { ms, error }: Limit) {
    follow(signal, () => this.controller.abort(signal.reason));
    this.timing = timer(() => this.controller.abort((this.late = error())), ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(): void {
    clearTimeout(this.timing);
  }
}
