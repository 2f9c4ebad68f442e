import type { Chunks } from "./context.ts";
import { Lease } from "./lease.ts";
import type { Each, Flow } from "./op.ts";
import type { Cut } from "./program.ts";
import type { Feed } from "./run.ts";
import type { Upstream } from "./source.ts";
import type { Owner, Reach } from "./taking-back.ts";

/** Where a step that sees the stream stands. */
export interface Place {
  readonly flow: Flow;
  readonly cut: Cut;
  readonly each: readonly Each[];
  readonly depth: number;
}

/** What runs the step again. */
interface Rerun {
  readonly reach: Reach;
  runAgain(input: StreamInput, error: object): void;
}

/** The input of a step that sees the stream. Where what comes begins anew, the step is run again, on all of it. */
export class StreamInput implements Upstream, Owner {
  readonly place: Place;
  readonly value: Upstream["value"];
  feed: Feed | undefined = undefined;
  private readonly head: Rerun;
  private readonly open: () => Feed;
  private lease: Lease | undefined = undefined;

  constructor(place: Place, value: Upstream["value"], head: Rerun, open: () => Feed) {
    this.place = place;
    this.value = value;
    this.head = head;
    this.open = open;
  }

  chunks(): Chunks {
    if (!this.feed) {
      this.feed = this.open();
      this.feed.own(this);
    }
    return (this.lease ??= new Lease(this.feed));
  }

  /** The step itself has seen it. */
  get reach(): Reach {
    return this.head.reach === "out" ? "out" : "told";
  }

  takeBack(error: object): void {
    this.lease?.end();
    this.lease = undefined;
    this.feed?.refuse();
    this.head.runAgain(this, error);
  }
}
