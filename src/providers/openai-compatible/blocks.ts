import type { Citation, ContentBlock, OtherBlock } from "../../messages/content.ts";
import { some, type ChatEvent, type WirePart } from "./wire.ts";

/** What a part of an answer says besides text. */
export interface Said {
  text: string;
  thoughts: string;
  readonly blocks: ContentBlock[];
}

type Fields = Readonly<Record<string, unknown>>;

/** A list of parts, as Mistral's models send theirs: text, thoughts, and what has no standard form. */
export function readParts(parts: readonly unknown[], said: Said): void {
  for (const part of parts as readonly (Fields | null)[]) {
    if (part?.["type"] === "text") said.text += some(part["text"]) ?? "";
    else if (part?.["type"] === "thinking") said.thoughts += thoughtsOf(part["thinking"]);
    else if (typeof part?.["type"] === "string") said.blocks.push(part as OtherBlock);
  }
}

function thoughtsOf(thinking: unknown): string {
  if (typeof thinking === "string") return thinking;
  return Array.isArray(thinking) ? thinking.map((part: Fields | null) => some(part?.["text"]) ?? "").join("") : "";
}

/** A refusal, pictures, and where the text comes from. */
export function readBlocks(part: WirePart | undefined, answer: ChatEvent, { blocks }: Said): void {
  const refusal = some(part?.refusal);
  if (refusal) blocks.push({ type: "refusal", refusal, index: "refusal" });
  for (const image of listOf(part?.images)) {
    const url = urlOf(image);
    if (url) blocks.push(imageAt(url));
  }
  const annotations = [...listOf(part?.annotations).map(annotationOf), ...listOf(answer.citations).flatMap(cited)];
  if (annotations.length > 0) blocks.push({ type: "text", text: "", annotations });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.filter((item) => item !== null && item !== undefined) : [];
}

function urlOf(image: unknown): string | undefined {
  const { image_url: address } = image as { image_url?: string | { url?: string } };
  return some(typeof address === "object" ? address?.url : address);
}

function imageAt(url: string): ContentBlock {
  const [, mimeType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  return mimeType && data ? { type: "image", mimeType, data } : { type: "image", url };
}

function annotationOf(annotation: unknown): Citation | OtherBlock {
  const { type, url_citation: at } = annotation as { type?: unknown; url_citation?: Fields };
  if (type !== "url_citation" || !at) return annotation as OtherBlock;
  const { url, title, content, start_index, end_index } = at;
  return {
    type: "citation",
    ...(typeof url === "string" && { url }),
    ...(typeof title === "string" && { title }),
    ...(typeof content === "string" && { citedText: content }),
    ...(typeof start_index === "number" && { startIndex: start_index }),
    ...(typeof end_index === "number" && { endIndex: end_index }),
  };
}

function cited(address: unknown): Citation[] {
  return typeof address === "string" ? [{ type: "citation", url: address }] : [];
}
