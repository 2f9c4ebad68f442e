import type { Context } from "../engine/context.ts";
import { last } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { JsonValue } from "../json/value.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { checked } from "./schema-check.ts";

/** Behind the values that a value has come to: the last of them, as `schema` makes it. */
export function checkOp(step: RunnableStep, schema: StandardSchema): Each<JsonValue, unknown> {
  return {
    sees: "chunk",
    step,
    open: (out, context) => new CheckedLast(out, context, schema),
    join: () => last,
  };
}

class CheckedLast implements Sink<JsonValue> {
  private readonly out: Sink;
  private readonly context: Context;
  private readonly schema: StandardSchema;
  private value: unknown = undefined;

  constructor(out: Sink, context: Context, schema: StandardSchema) {
    this.out = out;
    this.context = context;
    this.schema = schema;
  }

  push(value: JsonValue): void {
    this.value = value;
    this.out.push(value);
  }

  end(): void {
    let output: unknown;
    try {
      output = checked(this.schema, this.value, this.context.step.name);
    } catch (error) {
      throw this.context.blame(error);
    }
    // A schema that changes nothing may give back the value itself, which has been given.
    if (output !== this.value) this.out.push(output);
  }
}
