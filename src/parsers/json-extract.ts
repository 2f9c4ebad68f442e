import type { Context } from "../engine/context.ts";
import type { Join } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import type { JsonHandler } from "../json/handler.ts";
import { JsonLocator } from "../json/locator.ts";
import { JsonReading, type JsonOptions } from "../json/reading.ts";
import type { BaseMessage } from "../messages/message.ts";
import { OutputParser } from "./output-parser.ts";
import type { JsonSchema } from "../schema/json-schema.ts";
import type { RunnableStep } from "../runs/config.ts";
import { textOf } from "./string.ts";

/** What takes something out of a JSON text, as it is told what that says. */
export interface Extract<C> extends JsonHandler {
  /** What there is of it since it was asked last. */
  take(reading: JsonReading): readonly C[];
}

/** How a `JsonExtract` works. */
export interface JsonExtractFields<C> {
  readonly name: string;
  readonly options: JsonOptions;
  readonly join: Join;
  /** Makes the extract of one run. */
  readonly extract: () => Extract<C>;
  /** What all of it is. */
  readonly gives?: JsonSchema;
  /** What comes behind it. */
  readonly behind?: (step: RunnableStep) => Op;
}

/**
 * Takes something out of the JSON value in a model's text while that comes, in time that is linear in the text however
 * wide the value is. It is made by the methods of `JsonOutputParser`, finds the JSON where that does, and fails where it does.
 */
export class JsonExtract<out Out, out Chunk> extends OutputParser<string | BaseMessage, Out, Chunk> {
  readonly name: string;
  readonly #fields: JsonExtractFields<unknown>;

  constructor(fields: JsonExtractFields<unknown>) {
    super();
    this.name = fields.name;
    this.#fields = fields;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const { options, join, extract, behind } = this.#fields;
    const each: Each<string> = {
      sees: "chunk",
      step,
      spreads: true,
      open: (out, context) => new Extracting(out, context, extract(), options),
      join: () => join,
    };
    return behind ? [textOf(step), each, behind(step)] : [textOf(step), each];
  }

  override "~gives"(): JsonSchema {
    return this.#fields.gives ?? {};
  }
}

class Extracting implements Sink<string> {
  private readonly out: Sink;
  private readonly context: Context;
  private readonly extract: Extract<unknown>;
  private readonly locator: JsonLocator<JsonReading>;

  constructor(out: Sink, context: Context, extract: Extract<unknown>, options: JsonOptions) {
    this.out = out;
    this.context = context;
    this.extract = extract;
    this.locator = new JsonLocator((offset) => new JsonReading(extract, options, offset));
  }

  push(text: string): void {
    try {
      this.locator.read(text);
    } catch (error) {
      // What was found before it goes out first, however the text was cut.
      this.give();
      throw this.context.blame(error);
    }
    this.give();
  }

  end(): void {
    const error = this.locator.found?.end();
    const none = !this.give();
    if (none) throw this.context.blame(this.locator.none());
    if (error) throw this.context.blame(error);
  }

  /** Gives what there is, and whether there is a value at all: a number that may be prose is none yet. */
  private give(): boolean {
    const { found, certain } = this.locator;
    if (!found || !(certain || found.complete)) return false;
    for (const chunk of this.extract.take(found)) this.out.push(chunk);
    return true;
  }
}
