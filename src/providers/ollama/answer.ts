import { AIMessageChunk } from "../../messages/ai.ts";
import type { DataRecord } from "../../messages/record.ts";
import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import type { UsageMetadata } from "../../messages/usage.ts";
import { madeUpId } from "../../models/chat-model.ts";
import { HttpAnswer, type Json } from "../http-answer.ts";
import type { OllamaLine, OllamaToolCallPart } from "./wire.ts";

/** An answer of `/api/chat`: lines of JSON, of which no two are alike, since each says when it was made. */
export class OllamaAnswer extends HttpAnswer {
  readonly format = "ndjson";
  protected readonly endMark = 'a line that is "done" nor an error';
  private readonly id = madeUpId();
  private calls = 0;

  protected take(line: Json): AIMessageChunk | undefined {
    const { message, done } = line as OllamaLine;
    const content = textOf(message?.content);
    const thinking = textOf(message?.thinking);
    const calls = message?.tool_calls;
    if (done !== true && thinking === "" && !calls?.length)
      return content === "" ? undefined : new AIMessageChunk({ content, id: this.id });
    if (done === true) this.finished = true;
    return new AIMessageChunk({
      content,
      id: this.id,
      additional_kwargs: thinking === "" ? undefined : { reasoning_content: thinking },
      tool_call_chunks: Array.isArray(calls) ? calls.map((call) => this.callOf(call)) : undefined,
      usage_metadata: usageOf(line),
      response_metadata: done === true ? metadataOf(line) : undefined,
    });
  }

  protected again({ id }: AIMessageChunk, content: string): AIMessageChunk {
    return new AIMessageChunk({ content, id });
  }

  /** Each call comes whole, and not all servers name it. */
  private callOf({ id, function: called }: OllamaToolCallPart): ToolCallChunk {
    const index = this.calls++;
    return {
      type: "tool_call_chunk",
      index,
      id: textOf(id) || `${this.id}-${index}`,
      name: textOf(called?.name),
      args: JSON.stringify(called?.arguments ?? {}),
    };
  }
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Counts that are 0 are left out of the last line. */
function usageOf({
  prompt_eval_count: input = 0,
  eval_count: output = 0,
  done,
}: OllamaLine): UsageMetadata | undefined {
  if (done !== true || input + output === 0) return undefined;
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

function metadataOf(line: OllamaLine): DataRecord {
  const { model, created_at, done_reason, total_duration, load_duration, prompt_eval_duration, eval_duration } = line;
  const said = {
    finish_reason: done_reason,
    model_name: model,
    created_at,
    total_duration,
    load_duration,
    prompt_eval_duration,
    eval_duration,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
