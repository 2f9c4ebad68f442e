import type { ContentBlock, MessageContent, OtherBlock, StandardBlock } from "./content.ts";
import { isRecord } from "./record.ts";
import type { DataRecord } from "./record.ts";
import type { InvalidToolCall, ToolCall, ToolCallChunk } from "./tool-calls.ts";

const STANDARD: ReadonlySet<string> = new Set<StandardBlock["type"]>([
  "text",
  "reasoning",
  "tool_call",
  "invalid_tool_call",
  "tool_call_chunk",
  "image",
  "audio",
  "video",
  "file",
  "citation",
  "non_standard",
]);

/** `content` as standard blocks. Text is one text block; no text is none. */
export function standardBlocks(content: MessageContent): StandardBlock[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return content.map(standardBlock);
}

/** The blocks of a model's message: its content, its thoughts first, its tool calls last, each told once. */
export function modelBlocks(
  content: MessageContent,
  reasoning: unknown,
  calls: readonly (ToolCall | InvalidToolCall | ToolCallChunk)[],
): StandardBlock[] {
  const blocks = standardBlocks(content);
  if (typeof reasoning === "string" && reasoning !== "" && !blocks.some((block) => block.type === "reasoning")) {
    blocks.unshift({ type: "reasoning", reasoning });
  }
  const told = new Set<unknown>();
  for (const block of blocks) if (isCall(block) && block.id) told.add(block.id);
  for (const call of calls) if (!call.id || !told.has(call.id)) blocks.push(call);
  return blocks;
}

export function isCall(block: ContentBlock): block is ToolCall | InvalidToolCall | ToolCallChunk {
  return block.type === "tool_call" || block.type === "invalid_tool_call" || block.type === "tool_call_chunk";
}

function standardBlock(block: ContentBlock): StandardBlock {
  return STANDARD.has(block.type) ? (block as StandardBlock) : translated(block as OtherBlock);
}

/** The block types that several providers share have a standard form; of any other, the block itself is the value. */
function translated(block: OtherBlock): StandardBlock {
  if (block.type === "thinking" && typeof block["thinking"] === "string") {
    const { thinking, ...rest } = block;
    return { ...rest, type: "reasoning", reasoning: thinking as string };
  }
  if (block.type === "image_url") {
    const image = block["image_url"];
    const url = isRecord(image) ? image["url"] : image;
    if (typeof url === "string") return { type: "image", ...addressed(url) };
  }
  if (block.type === "input_audio" && isRecord(block["input_audio"])) {
    const { data, format }: DataRecord = block["input_audio"];
    if (typeof data === "string" && typeof format === "string") {
      return { type: "audio", data, mimeType: `audio/${format}` };
    }
  }
  return { type: "non_standard", value: block };
}

/** A `data:` URL holds the data itself (RFC 2397); only base64 has a standard field. */
function addressed(url: string): { url: string } | { data: string; mimeType: string } {
  const comma = url.indexOf(",");
  const [mimeType, ...parameters] = url.slice("data:".length, Math.max(comma, 0)).split(";");
  if (!url.startsWith("data:") || comma < 0 || parameters.at(-1) !== "base64") return { url };
  return { data: url.slice(comma + 1), mimeType: mimeType || "text/plain" };
}
