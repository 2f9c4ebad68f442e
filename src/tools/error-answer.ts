import { withoutSecrets } from "../errors/secret-text.ts";
import type { InvalidToolCall, ToolCall } from "../messages/tool-calls.ts";
import { ToolMessage } from "../messages/tool.ts";
import type { SchemaError } from "../schema/schema-error.ts";
import { issuePath, type SchemaIssue } from "../schema/standard-schema.ts";
import { cutTo } from "./cut.ts";

/** How much a model is told of one error, in UTF-16 units, and how many issues of a schema. */
const LONGEST = 4000;
const MOST_ISSUES = 20;

/**
 * The message that answers a call which has failed, for the model to mend it: the words of the error, and of arguments that a
 * schema has refused all that is wrong with them. No stack, no cause, nothing that looks like a secret, and no more than
 * 4,000 characters.
 *
 * @example
 * const answer = await weather.invoke(call).catch((error: unknown) => errorAnswer(call, error));
 */
export function errorAnswer(call: ToolCall | InvalidToolCall, error: unknown): ToolMessage {
  // What is far behind the end is not looked at.
  const words = wordsOf(error);
  return new ToolMessage({
    content: cutTo(LONGEST, withoutSecrets(words.slice(0, 8 * LONGEST)), words.length),
    tool_call_id: call.id ?? "",
    name: call.name,
    status: "error",
  });
}

function wordsOf(error: unknown): string {
  if (typeof error === "string" && error !== "") return error;
  const { message, issues } = (typeof error === "object" && error !== null ? error : {}) as Partial<SchemaError>;
  if (typeof message !== "string" || message === "") return "The tool has failed, and does not say why.";
  return Array.isArray(issues) && issues.length > 1
    ? [message, ...issues.slice(0, MOST_ISSUES).map(told)].join("\n")
    : message;
}

function told({ path, message }: SchemaIssue): string {
  const where = path ? issuePath(path) : "";
  return where === "" ? `- ${message}` : `- ${where}: ${message}`;
}
