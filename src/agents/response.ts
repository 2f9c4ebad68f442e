import { RunletError } from "../errors/error.ts";
import type { DataRecord } from "../messages/record.ts";
import { HumanMessage } from "../messages/human.ts";
import { nameOf } from "../models/structured-output.ts";
import { jsonOf, type JsonSchema } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { StructuredTool, tool } from "../tools/tool.ts";

/** The tool by whose call a model answers where an agent is to give a value: its arguments are the value, once the schema has checked it. */
export function responseTool(schema: StandardSchema | JsonSchema): StructuredTool {
  const json = jsonOf(schema);
  if (Object.keys(json).length === 0) throw noJson();
  const { type = "object", description } = json;
  const name = nameOf(json);
  // A model's arguments are an object: of any other value, plain JSON Schema says nothing to the tool.
  const isInside = !("~standard" in schema) && type !== "object";
  const says = typeof description === "string" ? ` ${description}` : "";
  return tool((args: unknown) => ["The answer was given.", isInside ? (args as DataRecord)["input"] : args], {
    name,
    description: `Gives the answer, when everything is known that it takes: call this last, and say nothing else.${says}`,
    schema: schema as DataRecord,
    responseFormat: "content_and_artifact",
  }) as object as StructuredTool;
}

/** What a model is told that has answered in another way. */
export function reminder(name: string): HumanMessage {
  return new HumanMessage(`Give the answer by calling the tool "${name}".`);
}

function noJson(): RunletError {
  const message = "The responseFormat of an agent does not offer itself as JSON Schema, which the model is to be told.";
  return new RunletError("config", message, { phase: "config" });
}
