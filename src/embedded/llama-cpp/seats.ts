import { Queue } from "../../engine/queue.ts";

/** A few things that are lent, each to one at a time, in the order in which they were asked for. */
export class Seats<Seat> {
  private readonly free: Seat[];
  private readonly waiting = new Queue<(seat: Seat) => void>();

  constructor(seats: readonly Seat[]) {
    this.free = [...seats];
  }

  take(): Promise<Seat> {
    const seat = this.free.pop();
    return seat === undefined ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve(seat);
  }

  giveBack(seat: Seat): void {
    if (this.waiting.length > 0) this.waiting.shift()(seat);
    else this.free.push(seat);
  }
}
