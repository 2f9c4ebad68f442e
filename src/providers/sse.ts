import { createParser, type EventSourceParser } from "eventsource-parser";
import { list, text, type Join } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Step } from "../engine/step.ts";

/** One event of a `text/event-stream` body. */
export interface ServerSentEvent {
  /** Its type: "message" where the stream names none. */
  readonly event: string;
  /** Its data lines, joined by line feeds. */
  readonly data: string;
  /** The last event id as of this event, "" where none was given. */
  readonly id: string;
  /** False where the body ended before the blank line that completes it: the data may be cut off anywhere. */
  readonly complete: boolean;
}

/** What a reader of events gives for the event that ends the reading, though the connection may stay open. */
export const DONE: unique symbol = Symbol("done");

export interface ServerSentEventsOptions {
  /** A last event without its blank line: "drop" it, as WHATWG says, or "keep" it (with `complete: false`). */
  readonly lastEvent: "keep" | "drop";
  /** Told the reconnection time, in milliseconds, whenever the stream sets it. */
  readonly onRetry?: (milliseconds: number) => void;
}

/** Bytes in, text out: UTF-8 as WHATWG decodes it, wherever the pieces were cut. One leading byte order mark is removed. */
export function decodeUtf8(step: Step): Each<Uint8Array, string> {
  return new Decode(step);
}

/**
 * Text in, {@link ServerSentEvent}s out, as https://html.spec.whatwg.org/multipage/server-sent-events.html defines
 * them. One field is not of that page: llama.cpp reports a failure in mid-stream as `error: {json}`, which is handed
 * on as an event named "error" with that text as its data.
 *
 * An `id` in a block without data is not seen (the parser does not report it).
 */
export function serverSentEvents(step: Step, options: ServerSentEventsOptions): Each<string, ServerSentEvent> {
  return { sees: "chunk", step, spreads: true, open: (out) => new Events(out, options), join: () => list };
}

class Decode implements Each<Uint8Array, string> {
  readonly sees = "chunk";
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  open(out: Sink<string>): Sink<Uint8Array> {
    return new Utf8(out);
  }

  join(): Join {
    return text;
  }
}

const STREAM = { stream: true };

class Utf8 implements Sink<Uint8Array> {
  private readonly decoder = new TextDecoder();
  private readonly out: Sink<string>;
  constructor(out: Sink<string>) {
    this.out = out;
  }
  push(bytes: Uint8Array): void {
    const decoded = this.decoder.decode(bytes, STREAM);
    if (decoded !== "") this.out.push(decoded);
  }
  end(): void {
    const rest = this.decoder.decode();
    if (rest !== "") this.out.push(rest);
  }
}

const CR = 13;

class Events implements Sink<string> {
  private readonly parser: EventSourceParser;
  private readonly keep: boolean;
  private lastEventId = "";
  private lastUnit = 0;
  private complete = true;

  constructor(out: Sink<ServerSentEvent>, options: ServerSentEventsOptions) {
    this.keep = options.lastEvent === "keep";
    this.parser = createParser({
      onEvent: ({ event = "message", data, id }) => {
        if (id !== undefined) this.lastEventId = id;
        out.push({ event, data, id: this.lastEventId, complete: this.complete });
      },
      onError: ({ type, field, value = "" }) => {
        if (type === "unknown-field" && field === "error")
          out.push({ event: "error", data: value, id: this.lastEventId, complete: this.complete });
      },
      onRetry: options.onRetry,
    });
    // The parser takes "ï»¿" at the start of its first chunk for a byte order mark. Here that is text: the mark is gone.
    this.parser.feed("");
  }

  push(chunk: string): void {
    if (chunk === "") return;
    this.lastUnit = chunk.charCodeAt(chunk.length - 1);
    this.parser.feed(chunk);
  }

  end(): void {
    // The parser waits to see whether a carriage return is half of a CRLF. At the end it is a whole line end.
    if (this.lastUnit === CR) this.parser.feed("\n");
    if (!this.keep) return;
    this.complete = false;
    this.parser.feed("\n\n");
  }
}
