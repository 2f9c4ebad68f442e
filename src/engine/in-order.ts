import { closeAll, endQuietly } from "./closing.ts";
import type { Chunks, Pull } from "./context.ts";
import type { Elements } from "./elements.ts";
import { concat, type Join } from "./join.ts";
import { Joining } from "./joined.ts";
import { Queue } from "./queue.ts";

/** How many elements may be begun and unread while the first of them keeps the reader waiting. */
const AHEAD = 100;

/** The place of an element among the outputs. */
interface Place {
  output?: { readonly value: unknown };
}

/**
 * Runs a branch for each element and gives the outputs in the order of the elements, an array of one at a time. At most
 * `slots` are under way. New ones are begun only when the reader asks: one that pauses finds no more than `slots` begun
 * that it has not read; while it waits for a slow one, those behind that go on.
 *
 * A branch that fails ends the others. Where the elements end with a failure, what was begun before is given first.
 */
export class InOrder implements Pull {
  readonly join = concat as Join;
  private readonly elements: Elements;
  private readonly begin: (element: unknown) => Chunks;
  private readonly slots: number;
  private readonly running = new Set<Joining>();
  private readonly places = new Queue<Place>();
  private failure: { readonly error: unknown } | undefined = undefined;
  private closed = false;
  private polled: (() => void) | undefined = undefined;

  constructor(elements: Elements, begin: (element: unknown) => Chunks, slots: number) {
    this.elements = elements;
    this.begin = begin;
    this.slots = slots;
  }

  poll(ready: () => void): boolean {
    this.beginSome();
    if (this.settled) return true;
    this.polled = ready;
    return false;
  }

  nextSync(): IteratorResult<unknown, undefined> {
    if (!this.settled) this.beginSome();
    if (this.first) return { value: [this.places.shift().output!.value], done: false };
    const failure = this.failure ?? this.elements.failure;
    if (failure) throw failure.error;
    return { value: undefined, done: true };
  }

  close(): Promise<unknown> | undefined {
    this.closed = true;
    return closeAll(Array.from(this.running, (joining) => () => joining.close()));
  }

  /** The next output is there. */
  private get first(): boolean {
    return this.places.first?.output !== undefined;
  }

  private get settled(): boolean {
    return this.first || this.closed || (this.places.length === 0 && this.elements.over);
  }

  /** Of elements that are complete at once, one is begun: no more are asked for. */
  private beginSome(): void {
    try {
      while (!this.closed && this.running.size < this.slots && this.hasRoom()) {
        const element = this.elements.take(this.wake);
        if (!element || (this.beginOne(element.value) && this.first)) return;
      }
    } catch (error) {
      this.fail({ error });
    }
  }

  private hasRoom(): boolean {
    return this.places.length < (this.first ? this.slots : Math.max(this.slots, AHEAD));
  }

  /** True where it is complete at once. */
  private beginOne(element: unknown): boolean {
    const joining = new Joining(this.begin(element));
    const place: Place = {};
    this.running.add(joining);
    this.places.push(place);
    joining.onEnd = () => {
      this.ended(joining, place);
      this.wake();
    };
    const complete = joining.advance();
    if (complete) this.ended(joining, place);
    return complete;
  }

  private ended(joining: Joining, place: Place): void {
    if (this.closed) return;
    if (joining.failure) return this.fail(joining.failure);
    this.running.delete(joining);
    place.output = { value: joining.value };
  }

  private fail(failure: { readonly error: unknown }): void {
    this.failure = failure;
    endQuietly(() => this.close());
  }

  /** Something has come that the reader may be waiting for. */
  private readonly wake = (): void => {
    const ready = this.polled;
    this.polled = undefined;
    if (ready && this.poll(ready)) ready();
  };
}
