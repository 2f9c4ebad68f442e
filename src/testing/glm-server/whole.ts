import type { GlmRequest } from "../../providers/zhipu/wire.ts";
import type { GlmRefusal, GlmScript } from "./reply.ts";
import { answerOf, tokensOf, wholeCall } from "./script.ts";

/** The answer to a request without `stream: true`: one JSON, its keys in the order of the alphabet as the service has them. */
export function wholeOf(script: GlmScript, request: GlmRequest): GlmRefusal {
  const answer = answerOf(script, request);
  let content = "";
  let reasoning = "";
  let tokens = 0;
  const toolCalls: object[] = [];
  const webSearch: object[] = [];
  for (const part of script.tokens) {
    tokens += tokensOf(part);
    if (typeof part === "string") content += part;
    else if (typeof part === "number") continue;
    else if ("reasoning" in part) reasoning += part.reasoning;
    else if ("webSearch" in part) webSearch.push(...part.webSearch);
    else if ("error" in part) return { status: 500, body: { error: part.error } };
    else if ("errorField" in part) return { status: 500, body: { error: part.errorField } };
    else if ("toolCalls" in part)
      for (const { id, name, text } of part.toolCalls.map(wholeCall))
        toolCalls.push({ function: { arguments: text, name }, id, index: toolCalls.length, type: "function" });
  }
  const { id, created, model, finishReason } = answer;
  const message = {
    content,
    ...(reasoning !== "" && { reasoning_content: reasoning }),
    role: "assistant",
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
  };
  const usage = answer.usage(tokens);
  const body = {
    choices: [{ finish_reason: finishReason, index: 0, message }],
    created,
    id,
    model,
    ...(answer.dialect !== "glm-4-plus" && { object: "chat.completion" }),
    request_id: id,
    ...(usage && { usage: sorted(usage) }),
    ...(webSearch.length > 0 && { web_search: webSearch }),
  };
  return { status: 200, body };
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
