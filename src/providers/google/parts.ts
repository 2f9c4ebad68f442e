import type { ContentBlock, OtherBlock } from "../../messages/content.ts";
import type { GeminiPart } from "./wire.ts";

/** A part of an answer that is neither text nor a call, as a block. */
export function blockOf(part: GeminiPart): ContentBlock | undefined {
  const { inlineData, fileData, thoughtSignature } = part;
  const signed = typeof thoughtSignature === "string" ? { thoughtSignature } : {};
  if (inlineData?.data) {
    const { data, mimeType } = inlineData;
    return { type: kindOf(mimeType), data, ...(mimeType && { mimeType }), ...signed } as ContentBlock;
  }
  if (fileData?.fileUri) {
    const { fileUri, mimeType } = fileData;
    return { type: kindOf(mimeType), url: fileUri, ...(mimeType && { mimeType }), ...signed } as ContentBlock;
  }
  const type = Object.keys(part).find((key) => !OF_ANY.has(key) && isRecord(part[key]));
  // What code the model runs, what came of it, and whatever else the service does itself.
  if (type !== undefined) return { ...part, type };
  return signed.thoughtSignature === undefined ? undefined : { type: "text", text: "", ...signed };
}

/** Such a block as the part that it was; undefined where it is of another provider. */
export function ownPart(block: OtherBlock): GeminiPart | undefined {
  const { type, ...part } = block;
  return !OF_ANY.has(type) && isRecord(part[type]) && OWN.has(type) ? part : undefined;
}

/** What any part may have. */
const OF_ANY: ReadonlySet<string> = new Set(["text", "thought", "thoughtSignature", "videoMetadata", "partMetadata"]);

const OWN: ReadonlySet<string> = new Set([
  "executableCode",
  "codeExecutionResult",
  "toolCall",
  "toolResponse",
  "inlineData",
  "fileData",
]);

function kindOf(mimeType: unknown): "image" | "audio" | "video" | "file" {
  const kind = String(mimeType).split("/")[0];
  return kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
