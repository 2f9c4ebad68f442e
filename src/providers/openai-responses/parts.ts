import { RunletError } from "../../errors/error.ts";
import { standardBlocks } from "../../messages/content-blocks.ts";
import type { ContentBlock, MessageContent, OtherBlock } from "../../messages/content.ts";
import { mediaOf, type Media } from "../media.ts";
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
  if (block.type === "text") return { type: "input_text", text: String(block.text) };
  const media = mediaOf(block);
  if (media && block.type === "image") return image(block, media);
  if (media && block.type === "file") return file(block, media);
  if (media && block.type === "audio") return audio(media);
  throw noForm(`a content block of type "${block.type}"`);
}

function image(block: ContentBlock, { fileId, ...media }: Media): ResponsePart {
  const { detail } = block as { detail?: unknown };
  const where = fileId === undefined ? { image_url: addressOf(media, "image/png") } : { file_id: fileId };
  return { type: "input_image", ...where, ...(detail !== undefined && { detail }) };
}

function file(block: ContentBlock, { fileId, ...media }: Media): ResponsePart {
  if (fileId !== undefined) return { type: "input_file", file_id: fileId };
  if (media.url !== undefined) return { type: "input_file", file_url: media.url };
  const { filename, name } = block as { filename?: unknown; name?: unknown };
  // The service refuses data without a name.
  return { type: "input_file", filename: filename ?? name ?? "file", file_data: addressOf(media, "application/pdf") };
}

function addressOf({ url, data, mimeType }: Media, usual: string): string {
  return url ?? `data:${mimeType ?? usual};base64,${data}`;
}

const FORMATS: Readonly<Record<string, string>> = { mpeg: "mp3", "x-wav": "wav", wave: "wav" };

function audio({ data, mimeType = "audio/wav" }: Media): ResponsePart {
  if (data === undefined) throw noForm("audio that is not given by its data");
  const kind = mimeType.replace(/^audio\/|;.*$/g, "");
  return { type: "input_audio", input_audio: { data, format: FORMATS[kind] ?? kind } };
}

export function noForm(what: string): RunletError {
  return new RunletError("config", `OpenAI's Responses API has no form for ${what}.`, { phase: "config" });
}
