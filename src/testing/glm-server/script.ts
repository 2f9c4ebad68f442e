import { randomBytes } from "node:crypto";
import type { GlmRequest, GlmUsage } from "../../providers/zhipu/wire.ts";
import type { GlmDialect, GlmPart, GlmScript, GlmScriptedCall } from "./reply.ts";

/** What is fixed for all the chunks of one answer. */
export interface Answer {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly dialect: GlmDialect;
  readonly finishReason: string | null;
  /** The usage once `tokens` tokens have been made; undefined where none is told. */
  usage(tokens: number): GlmUsage | undefined;
}

export function answerOf(script: GlmScript, request: GlmRequest): Answer {
  const model = script.model ?? request.model;
  const dialect = script.dialect ?? (/^glm-4-(plus|flash)/.test(model) ? "glm-4-plus" : "glm-4.7");
  const hasCalls = script.tokens.some((part) => typeof part === "object" && "toolCalls" in part);
  const { usage, finishReason = hasCalls ? "tool_calls" : "stop" } = script;
  const promptTokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const reasoningTokens = script.tokens.filter((part) => typeof part === "object" && "reasoning" in part).length;
  return {
    id: script.id ?? newId(dialect),
    created: script.created ?? Math.floor(Date.now() / 1000),
    model,
    dialect,
    finishReason,
    usage: (tokens) => {
      if (usage === false) return undefined;
      if (typeof usage === "object") return usage;
      return {
        prompt_tokens: promptTokens,
        completion_tokens: tokens,
        total_tokens: promptTokens + tokens,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: Math.min(reasoningTokens, tokens) },
      };
    },
  };
}

function newId(dialect: GlmDialect): string {
  const random = randomBytes(8).toString("hex");
  if (dialect === "vllm") return `chatcmpl-${random}`;
  return `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}${random}`;
}

/** A call with all that the wire says of it. */
export function wholeCall(call: GlmScriptedCall): { id: string; name: string; text: string } {
  const text = typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
  return { id: call.id ?? `call_${randomBytes(12).toString("hex")}`, name: call.name, text };
}

/** How many tokens a part stands for: for the usage, one each. */
export function tokensOf(part: GlmPart): number {
  if (typeof part === "string") return 1;
  if (typeof part === "number") return 0;
  return "reasoning" in part || "toolCalls" in part ? 1 : 0;
}
