import { RunletError } from "../errors/error.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { SystemMessage } from "../messages/system.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { DeepPartial } from "../parsers/deep-partial.ts";
import { StructuredAnswerParser } from "../parsers/structured-answer.ts";
import type { RunnableConfig } from "../runs/config.ts";
import { boxed, closed, jsonOf, type JsonSchema } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { Runnable } from "../runnables/runnable.ts";
import { RunnableSequence } from "../runnables/sequence.ts";
import type { ChatModelCallOptions } from "./call-options.ts";
import { toMessages, type ModelInput } from "./input.ts";

/**
 * How a model is asked for a value of a schema: by a format that the service holds it to (`jsonSchema`), as the arguments of
 * a tool that it has to call (`functionCalling`), or by a format that is any JSON object (`jsonMode`), where a system
 * message tells it the schema.
 */
export type StructuredOutputMethod = "jsonSchema" | "functionCalling" | "jsonMode";

export interface StructuredOutputOptions {
  /** Default: the model's own. */
  readonly method?: StructuredOutputMethod | undefined;
  /** Gives the message beside the value. Default: false. */
  readonly includeRaw?: boolean | undefined;
  /** Whether the service is to hold the model to the schema; objects in it are then closed. Default: as the service has it. */
  readonly strict?: boolean | undefined;
  /** What the model is told that the value is. Default: the schema's `title`, else "answer". */
  readonly name?: string | undefined;
  /** Default: the schema's. */
  readonly description?: string | undefined;
  /** The schema as JSON Schema, where its library does not offer it. */
  readonly jsonSchema?: JsonSchema | undefined;
}

/** What is given with `includeRaw`. */
export interface RawAndParsed<T> {
  /** The message as the model gave it. */
  readonly raw: AIMessage;
  /** null where it could not be read. */
  readonly parsed: T | null;
  /** Why it could not. */
  readonly parsingError?: Error;
}

/** What is given of that while it streams: each chunk has one of them. */
export interface RawAndParsedChunk<T> {
  readonly raw?: AIMessageChunk;
  readonly parsed?: T | null;
  readonly parsingError?: Error;
}

/** A model that answers with a value: what its chunks and its output are. */
export type StructuredModel<Out, In, Raw extends boolean, Config extends RunnableConfig> = Raw extends true
  ? Runnable<ModelInput, RawAndParsed<Out>, RawAndParsedChunk<Out | DeepPartial<In>>, Config>
  : Runnable<ModelInput, Out, Out | DeepPartial<In>, Config>;

/** `model`, asked for a value of `schema`, and what reads it in the answer. */
export function structured(
  model: Runnable<ModelInput, AIMessage, AIMessageChunk>,
  schema: StandardSchema | JsonSchema,
  options: StructuredOutputOptions & { readonly method: StructuredOutputMethod },
): RunnableSequence {
  const { method, includeRaw = false } = options;
  const jsonSchema = jsonSchemaFor(schema, options);
  const asked = askedFor(jsonSchema, options);
  const { name } = asked;
  const parser = new StructuredAnswerParser({
    tool: method === "functionCalling" ? name : undefined,
    schema: "~standard" in schema ? (schema as StandardSchema) : undefined,
    jsonSchema,
    key: isObject(jsonSchema) ? undefined : KEY,
    raw: includeRaw,
  });
  const ask = (bound: ChatModelCallOptions) => model.withConfig(bound as RunnableConfig) as Runnable;
  switch (method) {
    case "functionCalling": {
      const { schema: parameters, ...told } = asked;
      return new RunnableSequence([ask({ tools: [{ ...told, parameters }], toolChoice: { name } }), parser]);
    }
    case "jsonSchema":
      return new RunnableSequence([ask({ responseFormat: { type: "json_schema", ...asked } }), parser]);
    case "jsonMode":
      return new RunnableSequence([
        instructions(asked.schema),
        ask({ responseFormat: { type: "json_object" } }),
        parser,
      ]);
    default:
      throw new RunletError(
        "config",
        `There is no method "${String(method)}" for structured output: there are jsonSchema, functionCalling and jsonMode.`,
      );
  }
}

/** Services want an object: any other value is asked for under this key of one. */
const KEY = "input";

function isObject({ type, properties }: JsonSchema): boolean {
  return type === "object" || (type === undefined && properties !== undefined);
}

/** What the model is told. */
function askedFor(jsonSchema: JsonSchema, options: StructuredOutputOptions) {
  const { strict, name = nameOf(jsonSchema), description = jsonSchema["description"] as string | undefined } = options;
  const schema = isObject(jsonSchema) ? jsonSchema : boxed(jsonSchema, KEY);
  return {
    name,
    schema: strict ? closed(schema) : schema,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
  };
}

function jsonSchemaFor(schema: StandardSchema | JsonSchema, options: StructuredOutputOptions): JsonSchema {
  // By what it has, since some libraries' schemas are functions.
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null)
    throw new RunletError("config", "withStructuredOutput takes a Standard Schema, as zod makes, or a JSON Schema.");
  const { $schema: _, ...json } = options.jsonSchema ?? jsonOf(schema);
  if (Object.keys(json).length > 0) return json;
  throw new RunletError(
    "config",
    "The schema does not offer itself as JSON Schema, which the model is to be told: give it as the option jsonSchema.",
  );
}

/** What a model is told that a value of this schema is. Names are letters, digits, `_` and `-`, with all services. */
export function nameOf({ title }: JsonSchema): string {
  return (typeof title === "string" && title.replace(/[^\w-]+/g, "_").slice(0, 64)) || "answer";
}

/** Adds to the messages what the answer is to be. Some services refuse a format of JSON where no message speaks of it. */
function instructions(schema: JsonSchema): Runnable {
  const message = new SystemMessage(
    `Answer with one JSON object that is valid by this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`,
  );
  const add = (input: ModelInput): readonly BaseMessage[] => {
    const messages = toMessages(input);
    const at = messages.findIndex(({ type }) => type !== "system");
    return messages.toSpliced(at === -1 ? messages.length : at, 0, message);
  };
  return new RunnableLambda(add, { name: "JsonInstructions" });
}
