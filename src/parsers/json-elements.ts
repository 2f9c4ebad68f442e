import type { Context } from "../engine/context.ts";
import { list } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { JsonMatch } from "../json/matches.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { checked } from "./schema-check.ts";

/** Of the values at some path, those that stand in an array; with a schema, as it gives them. */
export function elementsOf(step: RunnableStep, schema: StandardSchema | undefined): Each<JsonMatch> {
  return { sees: "chunk", step, open: (out, context) => new ElementsOf(out, context, schema), join: () => list };
}

class ElementsOf implements Sink<JsonMatch> {
  private readonly out: Sink;
  private readonly context: Context;
  private readonly schema: StandardSchema | undefined;

  constructor(out: Sink, context: Context, schema: StandardSchema | undefined) {
    this.out = out;
    this.context = context;
    this.schema = schema;
  }

  push([path, value]: JsonMatch): void {
    if (typeof path.at(-1) !== "number") return;
    let element: unknown = value;
    try {
      if (this.schema) element = checked(this.schema, value, this.context.step.name, path);
    } catch (error) {
      throw this.context.blame(error);
    }
    this.out.push(element);
  }
}
