import { letGo } from "../engine/closing.ts";
import { isRunletError, RunletError } from "../errors/error.ts";
import { isToolMessage } from "../messages/guards.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { callInside } from "../runs/ambient.ts";
import type { StepConfig } from "../runs/config.ts";
import { messageFor } from "../tools/answer.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import type { AgentOptions } from "./options.ts";

/**
 * What the model is told of a tool's failure.
 *
 * @throws the failure, where nothing is to be told of it
 */
export function failureAnswer(
  onToolError: AgentOptions["onToolError"],
  error: unknown,
  call: ToolCall,
  config: StepConfig,
): ToolMessage {
  if (onToolError === "throw" || isNoAnswer(error)) throw error;
  if (!onToolError) return errorAnswer(call, error);
  const told: unknown = callInside(config, onToolError, error, call, config);
  if (typeof told === "string") return errorAnswer(call, told);
  if (isToolMessage(told)) return messageFor(call.id!, told, call.name);
  letGo(told);
  throw new RunletError("config", "What `onToolError` gives is text or a ToolMessage.", { phase: "config" });
}

/** Failures that a model cannot mend, and must not hide: the run was ended, or the program is wrong. */
function isNoAnswer(error: unknown): boolean {
  return isRunletError(error, "aborted") || isRunletError(error, "config") || isRunletError(error, "async_step");
}
