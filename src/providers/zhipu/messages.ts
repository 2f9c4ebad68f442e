import { RunletError } from "../../errors/error.ts";
import { isAIMessage, isToolMessage } from "../../messages/guards.ts";
import type { AIMessage } from "../../messages/ai.ts";
import type { ContentBlock } from "../../messages/content.ts";
import type { BaseMessage } from "../../messages/message.ts";
import type { ToolMessage } from "../../messages/tool.ts";
import type { GlmContentPart, GlmMessage } from "./wire.ts";

/**
 * A message as Zhipu takes it.
 *
 * @throws RunletError `config` for a kind of message or content that the service has no form for
 */
export function glmMessage(message: BaseMessage): GlmMessage {
  if (isAIMessage(message)) return assistant(message);
  if (isToolMessage(message)) return tool(message);
  switch (message.type) {
    case "human":
      return {
        role: "user",
        content: typeof message.content === "string" ? message.content : message.content.map(part),
      };
    case "system":
      return { role: "system", content: message.text };
    case "generic":
      return generic(message as BaseMessage & { readonly role: string });
    default:
      throw unknown(`a message of type "${message.type}"`);
  }
}

/** What the model said is sent back whole: its tool calls, and its reasoning, which it needs between calls. */
function assistant(message: AIMessage): GlmMessage {
  const calls = message.tool_calls.map(({ id = "", name, args }) => ({
    id,
    type: "function" as const,
    function: { name, arguments: JSON.stringify(args) },
  }));
  const reasoning = message.additional_kwargs["reasoning_content"];
  return {
    role: "assistant",
    content: message.text,
    ...(typeof reasoning === "string" && reasoning !== "" && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function tool(message: ToolMessage): GlmMessage {
  return { role: "tool", content: message.text, tool_call_id: message.tool_call_id };
}

function generic(message: BaseMessage & { readonly role: string }): GlmMessage {
  const { role } = message;
  if (role === "user" || role === "system" || role === "assistant") return { role, content: message.text };
  throw unknown(`a message with the role "${role}"`);
}

function part(block: ContentBlock): GlmContentPart {
  if (block.type === "text") return { type: "text", text: String(block.text) };
  if (block.type === "image_url") {
    const image: unknown = "image_url" in block ? block["image_url"] : undefined;
    return { type: "image_url", image_url: typeof image === "string" ? { url: image } : (image as { url: string }) };
  }
  const url = addressOf(block);
  if (url !== undefined && block.type === "image") return { type: "image_url", image_url: { url } };
  if (url !== undefined && block.type === "video") return { type: "video_url", video_url: { url } };
  if (url !== undefined && block.type === "file") return { type: "file_url", file_url: { url } };
  throw unknown(`a content block of type "${block.type}"`);
}

/** Where the data of a block is: its address, or the data itself as one. */
function addressOf(block: ContentBlock): string | undefined {
  const { url, data, mimeType } = block as { url?: unknown; data?: unknown; mimeType?: unknown };
  if (typeof url === "string") return url;
  return typeof data === "string" ? `data:${String(mimeType ?? "application/octet-stream")};base64,${data}` : undefined;
}

function unknown(what: string): RunletError {
  return new RunletError("config", `Zhipu has no form for ${what}.`, { phase: "config" });
}
