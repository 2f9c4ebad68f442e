import { AIMessage } from "../../messages/ai.ts";
import type { ContentBlock, MessageContent } from "../../messages/content.ts";
import { HumanMessage } from "../../messages/human.ts";
import type { BaseMessage } from "../../messages/message.ts";
import { SystemMessage } from "../../messages/system.ts";
import type { ToolCall } from "../../messages/tool-calls.ts";
import { isRecord } from "../../messages/record.ts";
import { ToolMessage } from "../../messages/tool.ts";
import type {
  AssistantPart,
  FileData,
  OutputPart,
  PromptMessage,
  ProviderMetadata,
  ToolCallPart,
  ToolResultPart,
} from "./specification.ts";

/** A prompt of the AI SDK as messages: the way back of `promptOf`. */
export function messagesOf(prompt: readonly PromptMessage[]): BaseMessage[] {
  return prompt.flatMap((message): BaseMessage[] => {
    const additional_kwargs = optionsOf(message);
    switch (message.role) {
      case "system":
        return [new SystemMessage({ content: message.content, additional_kwargs })];
      case "user":
        return [new HumanMessage({ content: contentOf(message.content.map(blockOf)), additional_kwargs })];
      case "assistant":
        return [answerOf(message.content, additional_kwargs)];
      default:
        return message.content.filter((part) => part.type === "tool-result").map(toolMessage);
    }
  });
}

function answerOf(parts: readonly AssistantPart[], options: object): AIMessage {
  const blocks: ContentBlock[] = [];
  const calls: ToolCall[] = [];
  const metadata: Record<string, ProviderMetadata> = {};
  let thoughts = "";
  for (const part of parts) {
    if (part.type === "reasoning" && !part.providerOptions) thoughts += part.text;
    else if (part.type !== "tool-call" || part.providerExecuted) blocks.push(blockOf(part));
    else {
      calls.push(callOf(part));
      if (part.providerOptions) metadata[part.toolCallId] = part.providerOptions;
    }
  }
  return new AIMessage({
    content: contentOf(blocks),
    tool_calls: calls,
    additional_kwargs: {
      ...options,
      ...(thoughts !== "" && { reasoning_content: thoughts }),
      ...(Object.keys(metadata).length > 0 && { tool_call_metadata: metadata }),
    },
  });
}

function callOf({ toolCallId: id, toolName: name, input }: ToolCallPart): ToolCall {
  return { type: "tool_call", id, name, args: isRecord(input) ? input : {} };
}

/** Text alone is content without blocks. */
function contentOf(blocks: readonly ContentBlock[]): MessageContent {
  const [first] = blocks;
  if (first === undefined) return "";
  return blocks.length === 1 && first.type === "text" && Object.keys(first).length === 2 ? String(first.text) : blocks;
}

function blockOf(part: AssistantPart): ContentBlock {
  const metadata = part.providerOptions && { providerMetadata: part.providerOptions };
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text, ...metadata };
    case "reasoning":
      return { type: "reasoning", reasoning: part.text, ...metadata };
    case "file": {
      const { filename } = part;
      return { ...fileBlock(part.mediaType, part.data), ...(filename !== undefined && { filename }), ...metadata };
    }
    case "tool-call":
      return { type: "server_tool_call", id: part.toolCallId, name: part.toolName, args: part.input, ...metadata };
    case "tool-result": {
      const { toolCallId, toolName: name, output } = part;
      const status = isError(output) ? "error" : "success";
      const told = "value" in output ? output.value : null;
      return { type: "server_tool_call_result", toolCallId, name, status, output: told, ...metadata };
    }
    default:
      return { ...part };
  }
}

function fileBlock(mimeType: string, data: FileData): ContentBlock {
  const [kind] = mimeType.split("/");
  const type = kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
  // `image/*` says no more than the type of the block does.
  return { type, ...(!mimeType.endsWith("/*") && { mimeType }), ...placed(data) };
}

function placed(data: FileData): object {
  if (typeof data === "string" || data instanceof Uint8Array) return { data };
  if (data instanceof URL) return { url: data.href };
  switch (data.type) {
    case "data":
      return { data: data.data };
    case "url":
      return { url: String(data.url) };
    case "text":
      return { data: new TextEncoder().encode(data.text) };
    default:
      return { fileId: Object.values(data.reference)[0] };
  }
}

function toolMessage(part: ToolResultPart): ToolMessage {
  const { toolCallId: tool_call_id, toolName: name, output } = part;
  return new ToolMessage({
    tool_call_id,
    name,
    content: outputContent(output),
    ...(isError(output) && { status: "error" as const }),
    additional_kwargs: optionsOf(part),
  });
}

function outputContent(output: ToolResultPart["output"]): MessageContent {
  switch (output.type) {
    case "text":
    case "error-text":
      return output.value;
    case "json":
    case "error-json":
      return JSON.stringify(output.value);
    case "execution-denied":
      return output.reason ?? "The call was not allowed.";
    default:
      return contentOf(output.value.map(outputBlock));
  }
}

function outputBlock({ type, text = "", data, url, mediaType }: OutputPart): ContentBlock {
  if (type === "text") return { type: "text", text };
  const mimeType = mediaType ?? (type.startsWith("image") ? "image/*" : "application/octet-stream");
  return fileBlock(mimeType, data ?? (url === undefined ? "" : new URL(url)));
}

function isError({ type }: ToolResultPart["output"]): boolean {
  return type === "error-text" || type === "error-json" || type === "execution-denied";
}

function optionsOf({ providerOptions }: { providerOptions?: ProviderMetadata }): {
  providerOptions?: ProviderMetadata;
} {
  return providerOptions ? { providerOptions } : {};
}
