import { RunletError } from "../../errors/error.ts";
import { standardBlocks } from "../../messages/content-blocks.ts";
import type { ContentBlock, MessageContent, OtherBlock } from "../../messages/content.ts";
import { base64Of, urlOf } from "../data-url.ts";
import { isRecord } from "../../messages/record.ts";
import type { ResponseItem, ResponsePart } from "./wire.ts";

/** Content for the model, in order: what goes into a message, and items of its own. */
export interface Parts {
  readonly parts: readonly ResponsePart[];
  /** Such as the approval of a call, which stands beside the messages. */
  readonly items: readonly ResponseItem[];
}

/**
 * Content as the service takes it. Blocks in its own form are taken as they are: `input_image` and the like as parts, all
 * others as items.
 *
 * @throws RunletError `config` for what the service has no form for
 */
export function partsOf(content: MessageContent): Parts {
  const parts: ResponsePart[] = [];
  const items: ResponseItem[] = [];
  for (const block of standardBlocks(content)) {
    if (block.type !== "non_standard") parts.push(partOf(block));
    else if (isPart(block.value.type)) parts.push(block.value);
    else items.push(itemOf(block.value));
  }
  return { parts, items };
}

/** An item without its place in the answer that it came in. */
export function itemOf({ index: _index, ...item }: OtherBlock): ResponseItem {
  return item;
}

function isPart(type: string): boolean {
  return type.startsWith("input_") || type === "output_text" || type === "refusal";
}

function partOf(block: ContentBlock): ResponsePart {
  switch (block.type) {
    case "text":
      return { type: "input_text", text: String(block.text) };
    case "image":
      return image(block);
    case "file":
      return file(block);
    case "audio":
      return audio(block);
    default:
      throw noForm(`a content block of type "${block.type}"`);
  }
}

function image(block: ContentBlock): ResponsePart {
  const { fileId, detail } = block as { fileId?: unknown; detail?: unknown };
  const url = urlOf(block, "image/png");
  const where = fileId !== undefined ? { file_id: fileId } : url !== undefined ? { image_url: url } : undefined;
  if (!where) throw noForm("an image with neither url, data nor fileId");
  return { type: "input_image", ...where, ...(detail !== undefined && { detail }) };
}

function file(block: ContentBlock): ResponsePart {
  const { fileId, url, mimeType } = block as { fileId?: unknown; url?: unknown; mimeType?: unknown };
  if (fileId !== undefined) return { type: "input_file", file_id: fileId };
  if (url !== undefined) return { type: "input_file", file_url: url };
  const data = urlOf(block, "application/pdf");
  if (data === undefined) throw noForm("a file with neither url, data nor fileId");
  // The service refuses data without a name.
  const kind = typeof mimeType === "string" ? mimeType.replace(/^.*\/(?:x-)?|[;+].*$/g, "") : "pdf";
  return { type: "input_file", filename: nameOf(block) ?? `file.${kind}`, file_data: data };
}

function nameOf(block: ContentBlock): string | undefined {
  const { filename, name, metadata } = block as { filename?: unknown; name?: unknown; metadata?: unknown };
  const kept = isRecord(metadata) ? metadata["filename"] : undefined;
  return [filename, name, kept].find((each): each is string => typeof each === "string");
}

const FORMATS: Readonly<Record<string, string>> = { mpeg: "mp3", "x-wav": "wav", wave: "wav" };

function audio(block: ContentBlock): ResponsePart {
  const { mimeType } = block as { mimeType?: unknown };
  const data = base64Of(block);
  if (data === undefined) throw noForm("audio without data");
  const kind = typeof mimeType === "string" ? mimeType.replace(/^.*\/|;.*$/g, "") : "wav";
  return { type: "input_audio", input_audio: { data, format: FORMATS[kind] ?? kind } };
}

export function noForm(what: string): RunletError {
  return new RunletError("config", `OpenAI's Responses API has no form for ${what}.`, { phase: "config" });
}
