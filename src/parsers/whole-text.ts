import type { Call, Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { OutputParser } from "./output-parser.ts";
import { textOf } from "./string.ts";

/** What a model's text says, where only the whole of it says something: the output is one chunk. */
export abstract class WholeTextParser<Out> extends OutputParser<string | BaseMessage, Out> {
  /** Reads the whole text. */
  protected abstract parse(text: string): Out;

  "~ops"(step: RunnableStep): readonly Op[] {
    const call: Call<string> = { sees: "value", step, run: (text) => ({ kind: "value", value: this.parse(text) }) };
    return [textOf(step), call];
  }
}

/** How much of a text a message quotes, in UTF-16 units. */
const QUOTED = 80;

/** `text` is not what was asked for: `problem` says why, as the end of a sentence. */
export function misfit(text: string, problem: string): RunletError {
  const quoted = JSON.stringify(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
  return new RunletError("parse", `The text ${quoted} ${problem}.`, { phase: "parse" });
}
