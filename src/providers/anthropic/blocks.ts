import { RunletError } from "../../errors/error.ts";
import { standardBlocks } from "../../messages/content-blocks.ts";
import type { ContentBlock, MessageContent, OtherBlock, StandardBlock } from "../../messages/content.ts";
import { mediaOf, type Media } from "../media.ts";

/** What may stand on a block of any kind, as the service names it. */
const EXTRAS = ["cache_control", "citations", "title", "context"] as const;

/**
 * Content that a user or a tool says. A block that is in the service's own form is sent as it is.
 *
 * @throws RunletError `config` for a block that the service has no form for
 */
export function contentIn(content: MessageContent): string | OtherBlock[] {
  return typeof content === "string" ? content : blocksIn(content);
}

export function blocksIn(content: MessageContent): OtherBlock[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return content.filter((block) => block.type !== "text" || block.text !== "").map(blockIn);
}

function blockIn(block: ContentBlock): OtherBlock {
  if (block.type === "text") return { type: "text", text: String(block.text), ...extras(block) };
  if ("source" in block && typeof block["source"] === "object") return block as OtherBlock;
  const standard = standardBlocks([block])[0]!;
  if (standard.type === "non_standard") return standard.value;
  const media = mediaOf(standard);
  if (media && standard.type === "image") return { type: "image", source: sourceOf(media, "image"), ...extras(block) };
  if (media && standard.type === "file") return { ...file(media), ...extras(block) };
  throw unknownBlock(standard);
}

/** What of the block the service takes beside what it holds. */
function extras(block: ContentBlock): Readonly<Record<string, unknown>> {
  const fields = block as OtherBlock;
  return Object.fromEntries(EXTRAS.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function file(media: Media): OtherBlock {
  const { mimeType = "application/pdf", data } = media;
  if (mimeType.startsWith("image/")) return { type: "image", source: sourceOf(media, "image") };
  if (data !== undefined && mimeType.startsWith("text/")) {
    const text = new TextDecoder().decode(Uint8Array.from(atob(data), (unit) => unit.charCodeAt(0)));
    return { type: "document", source: { type: "text", media_type: "text/plain", data: text } };
  }
  if (data !== undefined && mimeType !== "application/pdf")
    throw noForm(`a file of type "${mimeType}": it takes PDF, text and images`);
  return { type: "document", source: sourceOf({ mimeType, ...media }, "file") };
}

function sourceOf({ data, fileId, url, mimeType }: Media, kind: string): object {
  if (fileId !== undefined) return { type: "file", file_id: fileId };
  if (url !== undefined) return { type: "url", url };
  if (mimeType === undefined) throw noForm(`${kind} data without a mimeType`);
  return { type: "base64", media_type: mimeType, data };
}

function unknownBlock(block: StandardBlock): RunletError {
  const empty = block.type === "image" || block.type === "file" ? " without url, data or fileId" : "";
  return noForm(`a content block of type "${block.type}"${empty}`);
}

/** The error for what cannot be said to the service. */
export function noForm(what: string): RunletError {
  return new RunletError("config", `Anthropic has no form for ${what}.`, { phase: "config" });
}
