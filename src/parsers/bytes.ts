import { joinWith } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { OutputParser } from "./output-parser.ts";
import { textOf } from "./string.ts";

const encoder = new TextEncoder();

const bytes = joinWith((chunks: readonly Uint8Array[]) => {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
});

/**
 * The text of a message as UTF-8: a stream of `Uint8Array`s, each of whole characters, and at the end all in one. Half a
 * surrogate pair waits for the other half; one that never comes is U+FFFD, as `TextEncoder` has it.
 *
 * @example
 * for await (const bytes of model.pipe(new BytesOutputParser()).stream("Hi!")) response.write(bytes);
 */
export class BytesOutputParser extends OutputParser<string | BaseMessage, Uint8Array, Uint8Array> {
  readonly name = "BytesOutputParser";

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each<string, Uint8Array> = {
      sees: "chunk",
      step,
      open: (out) => new BytesOf(out),
      join: () => bytes,
    };
    return [textOf(step), each];
  }
}

class BytesOf implements Sink<string> {
  private readonly out: Sink<Uint8Array>;
  /** The first half of a surrogate pair, or nothing. */
  private half = "";

  constructor(out: Sink<Uint8Array>) {
    this.out = out;
  }

  push(text: string): void {
    const unread = this.half + text;
    const split = isFirstHalf(unread.charCodeAt(unread.length - 1));
    this.half = split ? unread.slice(-1) : "";
    this.give(split ? unread.slice(0, -1) : unread);
  }

  end(): void {
    this.give(this.half);
  }

  private give(text: string): void {
    if (text !== "") this.out.push(encoder.encode(text));
  }
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
