import { endQuietly } from "../engine/closing.ts";
import { RunletError } from "../errors/error.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { MessageEventReader } from "../messages/event-reader.ts";
import type { MessageStreamEvent } from "../messages/events.ts";
import type { RunStream } from "../runs/run-stream.ts";

/**
 * The one run behind a message stream, and all that it has told so far. It is pulled when a reader has read all of that;
 * several readers that wait, wait for one chunk.
 */
export class MessageLog {
  /** What the message has told, kept: whoever begins to read later reads it from the beginning. */
  readonly events: MessageStreamEvent[] = [];
  over = false;
  failure: { readonly error: unknown } | undefined = undefined;
  private readonly run: RunStream<AIMessageChunk, AIMessage>;
  private readonly name: string;
  private readonly reader = new MessageEventReader(this.events);
  private pulling: Promise<void> | undefined = undefined;
  private draining: Promise<void> | undefined = undefined;
  private ending: Promise<unknown> = Promise.resolve();
  private readers = 0;

  constructor(run: RunStream<AIMessageChunk, AIMessage>, name: string) {
    this.run = run;
    this.name = name;
  }

  /** Somebody begins to read. */
  enter(): void {
    this.readers++;
  }

  /** A reader has come to the end, or does not want more. With the last one, the run ends. */
  async leave(): Promise<void> {
    this.readers--;
    if (this.readers === 0 && !this.over) await this.cancel(LEFT);
  }

  /** Settles when there is more to read, or the end. */
  more(): Promise<void> {
    return (this.pulling ??= this.run.next().then(this.got, this.broke));
  }

  /** The whole message is wanted: from now on the run goes on to its end by itself. Fails as the message does. */
  complete(): Promise<void> {
    return (this.draining ??= this.drain());
  }

  /** Ends the run, and settles when everything in it has ended. Whoever reads gets `aborted`, unless the message was whole. */
  cancel(message: string, reason?: unknown): Promise<unknown> {
    if (this.over) return this.ending;
    const error = new RunletError("aborted", message, reason === undefined ? {} : { cause: reason });
    error.path = [this.name];
    error.partial = this.reader.partial;
    this.fail(error);
    return (this.ending = this.run.return());
  }

  private async drain(): Promise<void> {
    this.enter();
    while (!this.over) await this.more();
    this.readers--;
    if (this.failure) throw this.failure.error;
  }

  private readonly got = (result: IteratorResult<AIMessageChunk, undefined>): void => {
    this.pulling = undefined;
    // A run that was ended tells those who wait that nothing more comes.
    if (this.over) return;
    try {
      if (!result.done) return this.reader.push(result.value);
      this.reader.end();
      this.over = true;
    } catch (error) {
      this.fail(error);
      endQuietly(() => this.run.return());
    }
  };

  private readonly broke = (error: unknown): void => {
    this.pulling = undefined;
    if (!this.over) this.fail(error);
  };

  private fail(error: unknown): void {
    this.over = true;
    this.failure = { error };
    this.reader.fail(error);
  }
}

const LEFT =
  "The message was not read to its end: its last loop was left. Call final() first where the run should go on.";
