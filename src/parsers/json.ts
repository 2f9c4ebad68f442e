import type { Context } from "../engine/context.ts";
import { last } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import type { JsonOptions } from "../json/document.ts";
import type { JsonTextError } from "../json/error.ts";
import { JsonFinder } from "../json/finder.ts";
import type { JsonValue } from "../json/value.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { textOf } from "./string.ts";

/**
 * The JSON value in a model's text: a stream of what it has come to, each time that it changes, and at the end the whole.
 * It may stand in a Markdown fence, or between other text: see `JsonFinder`. A chunk that was given does not change
 * later, and shares with the next what has not changed. While text comes faster than it is read, changes of a container
 * that is wide and open are merged; a model whose chunks arrive one by one shows each.
 *
 * `T` is what the model was asked for: it is not checked. Text that cannot be JSON any more, has none or ends too early
 * is a `parse` error, whose `partial` is the last chunk; nesting below `maxDepth` a `limit` error.
 *
 * @example
 * const parser = new JsonOutputParser<{ countries: { name: string }[] }>();
 * for await (const value of model.pipe(parser).stream("List three countries as JSON."))
 *   console.log(value.countries?.at(-1)?.name);
 */
export class JsonOutputParser<T = JsonValue> extends Runnable<string | BaseMessage, T, DeepPartial<T>> {
  readonly name = "JsonOutputParser";
  readonly #options: JsonOptions;

  constructor(options: JsonOptions = {}) {
    super();
    this.#options = options;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const each: Each<string, JsonValue> = {
      sees: "chunk",
      step,
      open: (out, context) => new ValuesOf(out, context, new JsonFinder(this.#options)),
      join: () => last,
    };
    return [textOf(step), each];
  }
}

class ValuesOf implements Sink<string> {
  private readonly out: Sink<JsonValue>;
  private readonly context: Context;
  private readonly finder: JsonFinder;
  private given: JsonValue | undefined = undefined;

  constructor(out: Sink<JsonValue>, context: Context, finder: JsonFinder) {
    this.out = out;
    this.context = context;
    this.finder = finder;
  }

  push(text: string): void {
    let value: JsonValue | undefined;
    try {
      value = this.finder.feed(text);
    } catch (error) {
      this.fail(error as JsonTextError);
    }
    this.give(value);
    if (this.finder.held) this.context.whenIdle(this.flush);
  }

  end(): void {
    let value: JsonValue;
    try {
      value = this.finder.end();
    } catch (error) {
      this.fail(error as JsonTextError);
    }
    this.give(value);
  }

  /** What there is of the value goes out before the error, however the text was cut. */
  private fail(error: JsonTextError): never {
    this.give(error.partial);
    throw this.context.blame(error);
  }

  private readonly flush = (): void => this.give(this.finder.flush());

  private give(value: JsonValue | undefined): void {
    if (value === undefined || value === this.given) return;
    this.given = value;
    this.out.push(value);
  }
}
