import type { Op } from "../engine/op.ts";
import { RunletError } from "../errors/error.ts";
import type { JsonOptions } from "../json/reading.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { jsonSchemaOf, type JsonSchema } from "../schema/json-schema.ts";
import type { SchemaInput, SchemaOutput, StandardSchema } from "../schema/standard-schema.ts";
import { checkOp } from "./checked-last.ts";
import { OutputParser } from "./output-parser.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { JsonOutputParser } from "./json.ts";

export interface StructuredOptions extends JsonOptions {
  /**
   * The schema as JSON Schema, for a model to read, where the schema does not offer it itself: those of zod (from 4.2)
   * and arktype (from 2.1.28) do, those of valibot by `toStandardJsonSchema` of `@valibot/to-json-schema`.
   */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
}

/**
 * The JSON value in a model's text, as `JsonOutputParser` finds it, checked by a schema. While it streams, the chunks are
 * what the value has come to, unchecked; the last chunk, which is what `invoke` gives, is the schema's output for the
 * whole. A value that the schema refuses is a `parse` error that says where and why, with the value as its `partial`: see `SchemaError`.
 *
 * The schema is asked once, at the end, and has to answer at once: for one that checks asynchronously (error `config`)
 * put `async (value) => schema.parseAsync(value)`, or what it is called there, behind a `JsonOutputParser`.
 *
 * @example
 * const parser = StructuredOutputParser.fromSchema(z.object({ setup: z.string(), punchline: z.string() }));
 * for await (const joke of model.pipe(parser).stream(`Tell a joke. ${parser.getFormatInstructions()}`))
 *   console.log(joke.setup, joke.punchline);
 */
export class StructuredOutputParser<Out, In = Out> extends OutputParser<
  string | BaseMessage,
  Out,
  Out | DeepPartial<In>
> {
  readonly name = "StructuredOutputParser";
  readonly #schema: StandardSchema<In, Out>;
  readonly #options: StructuredOptions;

  /** @throws `config` where `schema` is not a Standard Schema */
  constructor(schema: StandardSchema<In, Out>, options: StructuredOptions = {}) {
    super();
    if (typeof schema?.["~standard"]?.validate !== "function") {
      throw new RunletError(
        "config",
        "StructuredOutputParser takes a Standard Schema, as zod, valibot and arktype make.",
      );
    }
    this.#schema = schema;
    this.#options = options;
  }

  static fromSchema<S extends StandardSchema>(
    schema: S,
    options?: StructuredOptions,
  ): StructuredOutputParser<SchemaOutput<S>, SchemaInput<S>> {
    return new StructuredOutputParser(schema as StandardSchema<SchemaInput<S>, SchemaOutput<S>>, options);
  }

  /** What to tell a model, so that it answers with such a value: with the JSON Schema, where there is one. */
  getFormatInstructions(): string {
    const { jsonSchema = this.#schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" }) } = this.#options;
    if (!jsonSchema) return "Answer with one JSON value, and nothing else.";
    const shown = JSON.stringify(jsonSchema, undefined, 2);
    return `Answer with one JSON value that is valid by this JSON Schema, and nothing else:\n\`\`\`json\n${shown}\n\`\`\``;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const values = new JsonOutputParser(this.#options)["~ops"](step);
    return [...values, checkOp(step, this.#schema)];
  }

  override "~gives"(): JsonSchema {
    return jsonSchemaOf(this.#schema, "output");
  }
}
