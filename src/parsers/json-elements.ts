import type { Context } from "../engine/context.ts";
import { list } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { JsonMatch } from "../json/matches.ts";
import type { JsonPath } from "../json/place.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { SchemaIssue, StandardSchema } from "../schema/standard-schema.ts";

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
    this.out.push(this.schema ? this.valid(this.schema, path, value) : value);
  }

  private valid(schema: StandardSchema, path: JsonPath, value: unknown): unknown {
    let result: ReturnType<StandardSchema["~standard"]["validate"]>;
    try {
      result = schema["~standard"].validate(value);
    } catch (error) {
      throw this.context.blame(error);
    }
    if ("then" in result) {
      result.then(undefined, () => {});
      const message = `The schema of ${this.context.step.name} validates asynchronously. Give one that does not wait.`;
      throw this.context.blame(new RunletError("config", message));
    }
    if (result.issues) throw this.context.blame(invalid(path, result.issues));
    return result.value;
  }
}

function invalid(path: JsonPath, issues: readonly SchemaIssue[]): RunletError {
  const said = issues.map(({ message, path: inner = [] }) => {
    const keys = inner.map((part) => (typeof part === "object" ? part.key : part));
    return keys.length > 0 ? `${message} (at ${keys.map(String).join(".")})` : message;
  });
  const message = `The element ${path.join(".")} does not fit its schema: ${said.join("; ")}`;
  return new RunletError("parse", message, { phase: "parse", cause: issues });
}
