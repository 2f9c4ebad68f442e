import { text, type Join } from "../engine/join.ts";
import type { Context } from "../engine/context.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { STRING, type JsonSchema } from "../schema/json-schema.ts";
import { OutputParser } from "./output-parser.ts";

/**
 * The text of a message, or of each chunk of one; text stays as it is. Other blocks than text are skipped, and so are
 * chunks without text: each chunk that comes out says something.
 *
 * @example
 * const chain = prompt.pipe(model).pipe(new StringOutputParser());
 * for await (const text of chain.stream({ topic: "parrot" })) process.stdout.write(text);
 */
export class StringOutputParser extends OutputParser<string | BaseMessage, string, string> {
  readonly name = "StringOutputParser";

  "~ops"(step: RunnableStep): readonly Op[] {
    return [textOf(step)];
  }

  override "~gives"(): JsonSchema {
    return STRING;
  }
}

/** The text of what `step` is given. */
export function textOf(step: RunnableStep): Each<string | BaseMessage, string> {
  return { sees: "chunk", step, open: (out, context) => new TextOf(out, context), join: () => text as Join };
}

class TextOf implements Sink<string | BaseMessage> {
  private readonly out: Sink<string>;
  private readonly context: Context;

  constructor(out: Sink<string>, context: Context) {
    this.out = out;
    this.context = context;
  }

  push(chunk: string | BaseMessage): void {
    const said = typeof chunk === "string" ? chunk : chunk?.text;
    if (typeof said !== "string") throw this.context.blame(wrongInput(this.context.step.name, chunk));
    if (said !== "") this.out.push(said);
  }
}

function wrongInput(parser: string, chunk: unknown): RunletError {
  const found = chunk === null || chunk === undefined ? String(chunk) : `a value of type ${typeof chunk}`;
  return new RunletError("config", `${parser} takes messages or text, and was given ${found}.`);
}
