import type { KeepLimit } from "./join.ts";
import type { Cut } from "./program.ts";
import { Reader } from "./reader.ts";
import type { Run } from "./run.ts";
import type { Source } from "./source.ts";
import type { Reach } from "./taking-back.ts";
import type { Telling } from "./telling.ts";

/**
 * A program that is run for what is told of it: its own chunks are not handed on, and what is told while it runs is read in
 * their place. Reading drives it as it drives any reader, so that no more is run than has to be for what is read.
 */
export class ToldReader<T> extends Reader<T> {
  private readonly telling: Telling<T>;

  constructor(run: Run, cut: Cut, input: Source, telling: Telling<T>, keep: KeepLimit) {
    super(run, cut, input, 0, keep);
    this.telling = telling;
    telling.listener = this;
  }

  /** What the run makes is not what is read. A failure tells how far it had come, as that of any run does. */
  override push(chunk: T): void {
    this.keepChunk(chunk);
  }

  /** It fails where `invoke` would, of a join as well. */
  protected override complete(): void {
    const { kept } = this;
    if (!kept.cut) kept.value();
  }

  override next(): Promise<IteratorResult<T, undefined>> {
    if (this.unread === 0) this.telling.open();
    return super.next();
  }

  /** Those who read what is told are told of this too. */
  override get reach(): Reach {
    return "told";
  }

  /** It is told by an event, and to nobody else. */
  protected override takeBackGiven(): void {}

  override leave(): Promise<unknown> | undefined {
    const leaving = super.leave();
    this.telling.open();
    return leaving;
  }

  /** What was told before an abort has happened. */
  protected override dropUnread(): void {}
}
