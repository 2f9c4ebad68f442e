import { RunletError } from "../errors/error.ts";
import type { Gate, Resumable } from "./run.ts";

/** How much may wait to be read before what can wait is made to. */
const WINDOW = 8;
/** How much a run may tell that cannot wait. */
const LIMIT = 100_000;

/** Who is told. */
interface Listener<T> {
  /** How much it has not been asked for yet. */
  readonly unread: number;
  /** It does not listen any more. */
  readonly told: boolean;
  give(item: T): void;
}

/**
 * What is told of a run, on its way to whoever reads it. Whatever runs beside what is read, and can wait, waits while
 * enough is there to be read.
 */
export class Telling<T> implements Gate {
  /** Set before the run begins: the run has to know of what is told, and what is told of the run. */
  listener: Listener<T> | undefined = undefined;
  private parked = new Map<Resumable, () => void>();

  get shut(): boolean {
    const { listener } = this;
    return listener !== undefined && listener.unread >= WINDOW && !listener.told;
  }

  park(stage: Resumable): void {
    if (this.parked.has(stage)) return;
    // By a promise: it goes on in the async context that it has waited in, and not in that of whoever reads.
    new Promise<void>((open) => this.parked.set(stage, open)).then(() => stage.wake());
  }

  open(): void {
    if (this.parked.size === 0) return;
    const { parked } = this;
    this.parked = new Map();
    for (const open of parked.values()) open();
  }

  /** Tells something that is not to be lost, and of which there are a few. */
  offer(item: T): void {
    const { listener } = this;
    if (listener !== undefined && !listener.told) listener.give(item);
  }

  /** Tells something of which there may be any number. */
  offerMany(item: T): void {
    if (this.listener !== undefined && this.listener.unread >= LIMIT) throw tooFarBehind();
    this.offer(item);
  }
}

function tooFarBehind(): RunletError {
  return new RunletError(
    "limit",
    `A step that cannot wait has told more than ${LIMIT} events that nobody has read yet. Make it asynchronous, or read faster.`,
  );
}
