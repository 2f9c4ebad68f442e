import type { CallbackForm } from "../runs/callback-form.ts";
import { jsonText } from "../runs/json-text.ts";
import { isToolCall } from "./call.ts";

export const TOOL_CALLBACKS: CallbackForm = {
  ignoredBy: "ignoreAgent",
  start(handler, { serialized, given, input, runId, parentRunId, tags, metadata, name }) {
    const args = input?.value;
    const text = typeof args === "string" ? args : (jsonText(args) ?? "");
    const callId = isToolCall(given?.value) ? given.value.id : undefined;
    return handler.handleToolStart?.(serialized, text, runId, parentRunId, tags, metadata, name, callId);
  },
  chunk(handler, { runId, parentRunId, tags }, chunk) {
    return handler.handleToolEvent?.(chunk, runId, parentRunId, tags);
  },
  end(handler, { output, runId, parentRunId, tags }) {
    return handler.handleToolEnd?.(output, runId, parentRunId, tags);
  },
  error(handler, { runId, parentRunId, tags }, error) {
    return handler.handleToolError?.(error, runId, parentRunId, tags);
  },
};
