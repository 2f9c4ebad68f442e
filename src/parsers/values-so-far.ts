import type { Context } from "../engine/context.ts";
import { last } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { JsonTextError } from "../json/error.ts";
import type { JsonValue } from "../json/value.ts";
import type { RunnableStep } from "../runs/config.ts";

/** What finds a value in a text, and gives it each time that it changes: see `JsonFinder`. */
interface Finder {
  readonly held: boolean;
  feed(text: string): JsonValue | undefined;
  flush(): JsonValue | undefined;
  end(): JsonValue;
}

/** What the value in a text has come to, each time that it changes. */
export function valuesOf(step: RunnableStep, find: () => Finder): Each<string, JsonValue> {
  return { sees: "chunk", step, open: (out, context) => new ValuesOf(out, context, find()), join: () => last };
}

class ValuesOf implements Sink<string> {
  private readonly out: Sink<JsonValue>;
  private readonly context: Context;
  private readonly finder: Finder;
  private given: JsonValue | undefined = undefined;

  constructor(out: Sink<JsonValue>, context: Context, finder: Finder) {
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
