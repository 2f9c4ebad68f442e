import { AIMessageChunk } from "../../messages/ai.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import type { UsageMetadata } from "../../messages/usage.ts";
import type { GlmDelta, GlmToolCallDelta, GlmUsageDelta } from "./events.ts";

/** A delta as a message chunk with this id. */
export function chunkOf(delta: GlmDelta, id: string): AIMessageChunk {
  const { content = "", reasoning, toolCalls, finishReason, usage, webSearch } = delta;
  // Nearly all deltas are text and nothing else.
  if (!(reasoning ?? toolCalls ?? finishReason ?? usage ?? webSearch)) return new AIMessageChunk({ content, id });
  return new AIMessageChunk({
    content,
    id,
    additional_kwargs: reasoning || webSearch ? kwargs(reasoning, webSearch) : undefined,
    tool_call_chunks: toolCalls?.map(toolCallChunk),
    usage_metadata: usage && usageOf(usage),
    response_metadata:
      finishReason === undefined ? undefined : { finish_reason: finishReason, model_name: delta.model },
  });
}

function kwargs(reasoning: string | undefined, webSearch: GlmDelta["webSearch"]) {
  return { ...(reasoning && { reasoning_content: reasoning }), ...(webSearch && { web_search: webSearch }) };
}

function toolCallChunk({ index, id, name, arguments: args }: GlmToolCallDelta): ToolCallChunk {
  return {
    type: "tool_call_chunk",
    index,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(args !== undefined && { args }),
  };
}

function usageOf(usage: GlmUsageDelta): UsageMetadata {
  const { promptTokens, completionTokens, totalTokens, cachedTokens, reasoningTokens } = usage;
  return {
    input_tokens: promptTokens,
    output_tokens: completionTokens,
    total_tokens: totalTokens,
    ...(cachedTokens !== 0 && { input_token_details: { cache_read: cachedTokens } }),
    ...(reasoningTokens !== 0 && { output_token_details: { reasoning: reasoningTokens } }),
  };
}
