import type { Collecting } from "./run.ts";
import { Stage } from "./stage.ts";

/** A stage whose chunks are joined to its value: the input of a step that needs it, or the output of `invoke`. */
export class Collector extends Stage implements Collecting {
  onEnd: (() => void) | undefined = undefined;
  private joined: unknown = undefined;

  /** Goes as far as it can without waiting. True at the end: then there is a value, or a failure. */
  advance(): boolean {
    while (!this.busy && !this.over && !this.run.holds(this)) this.pump();
    return this.over;
  }

  /** Nobody has seen anything of it. */
  readonly reach = "nobody";
  protected takeBackGiven(): void {}

  value(): unknown {
    return this.joined;
  }

  push(chunk: unknown): void {
    (this.gather ??= this.join.gather()).add(chunk);
  }

  protected override complete(): void {
    this.joined = (this.gather ?? this.join.gather()).value();
  }

  wake(): void {
    if (!this.advance()) return;
    const { onEnd } = this;
    // Once: a stage that was held may be over by the time that it may go on.
    this.onEnd = undefined;
    onEnd?.();
  }
}
