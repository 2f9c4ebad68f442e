import type { CallToolResult, ContentBlock as McpBlock } from "@modelcontextprotocol/sdk/types.js";
import type { ContentBlock, MessageContent } from "../../messages/content.ts";

/** What an MCP tool has answered, as the server has sent it: what the program may want beside what the model is told. */
export type McpArtifact = Pick<CallToolResult, "content" | "structuredContent" | "_meta">;

/** What a model is told of a result: text alone as text; with pictures, sounds or files, blocks. */
export function contentOf({ content, structuredContent }: CallToolResult): MessageContent {
  const blocks = content.map(blockOf);
  if (blocks.length === 0 && structuredContent) return JSON.stringify(structuredContent);
  return blocks.every(({ type }) => type === "text") ? textOf(blocks) : blocks;
}

/** The text of a result, each block of it on a line of its own. */
function textOf(blocks: readonly ContentBlock[]): string {
  return blocks.map((block) => ("text" in block ? block.text : "")).join("\n");
}

function blockOf(block: McpBlock): ContentBlock {
  if (block.type === "text") return { type: "text", text: block.text };
  if (block.type === "image" || block.type === "audio") return mediaOf(block.data, block.mimeType);
  if (block.type === "resource_link") {
    // It is the server's to read, and no model's: so it is told, and not given as a file.
    const { title, name, uri, description } = block;
    return { type: "text", text: `${title ?? name}: ${uri}${description ? ` (${description})` : ""}` };
  }
  const { resource } = block;
  return "text" in resource
    ? { type: "text", text: resource.text }
    : mediaOf(resource.blob, resource.mimeType ?? "application/octet-stream");
}

function mediaOf(data: string, mimeType: string): ContentBlock {
  const kind = mimeType.split("/", 1)[0];
  return { type: kind === "image" || kind === "audio" || kind === "video" ? kind : "file", data, mimeType };
}
