import { RunletError } from "../errors/error.ts";
import type { AIMessage } from "../messages/ai.ts";
import { cutBy, finishReasonIn } from "../messages/finish-reason.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import { callsOf, type Call } from "./calls.ts";
import type { Repeats } from "./repeats.ts";
import type { Tools } from "./settings.ts";

/** What is known of the calls of an answer before they are run. */
interface Known {
  readonly tools: Tools;
  readonly repeats: Repeats;
  readonly repeatedCalls: number;
}

/**
 * Of an answer's calls those that must not be run, with the message that says why, so that the model can do better: calls that are
 * not whole or not valid, of tools that there are not, or that have been made again and again.
 *
 * @throws `limit` where a call was made once more after the model was told
 */
export function refusalsOf(
  message: AIMessage,
  { tools, repeats, repeatedCalls }: Known,
): ReadonlyMap<string, ToolMessage> {
  const refused = new Map<string, ToolMessage>();
  const refuse = (call: Call, why: string) => {
    refused.set(call.id, errorAnswer(call, why));
  };
  const cut = cutBy(finishReasonIn(message.response_metadata)) !== undefined;
  const calls = callsOf(message);
  const made = repeats.count(message.tool_calls);
  for (const [at, call] of calls.entries()) {
    if (call.type === "invalid_tool_call") refuse(call, `The call was not run. ${call.error}`);
    else if (cut && at === calls.length - 1) refuse(call, CUT);
    else if (!tools.has(call.name)) refuse(call, unknown(call.name, tools));
    else if (made[at]! > repeatedCalls + 1) throw again(call.name, made[at]!);
    else if (made[at]! > repeatedCalls) refuse(call, repeated(made[at]!));
  }
  return refused;
}

const CUT =
  "The answer was cut off, so that this call may not be what was meant: it was not run. Make it again if it is still wanted.";

function unknown(name: string, tools: Tools): string {
  const names = Array.from(tools.keys(), (known) => JSON.stringify(known)).join(", ");
  return `There is no tool ${JSON.stringify(name.slice(0, 100))}. ${names === "" ? "There are none" : `There are: ${names}`}.`;
}

function repeated(times: number): string {
  return `The same call was made ${times} times in a row, with the same arguments: it was not run again. Use what it has answered, or do something else.`;
}

function again(name: string, times: number): RunletError {
  return new RunletError(
    "limit",
    `The model has called the tool "${name}" ${times} times in a row with the same arguments, though it was told of that (repeatedCalls).`,
  );
}
