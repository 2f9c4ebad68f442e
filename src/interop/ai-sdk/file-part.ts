import { RunletError } from "../../errors/error.ts";
import type { ContentBlock } from "../../messages/content.ts";
import { noForm } from "./no-form.ts";
import type { AISDKModel, FileData, FilePart, OutputPart } from "./specification.ts";

/** What of a model says which form it takes: the version of its specification, and the provider. */
export type Target = Pick<AISDKModel, "specificationVersion" | "provider">;

interface Data {
  readonly url?: string;
  readonly data?: string | Uint8Array;
  readonly fileId?: string;
  readonly mimeType?: string;
  readonly filename?: string;
}

/**
 * A block of an image, of audio, video or a file. Addresses are passed on: whether it fetches them is up to the provider.
 *
 * @throws RunletError `config` for any other block, and for one that does not say what it is
 */
export function filePart(block: ContentBlock, target: Target): FilePart {
  const mediaType = mediaTypeOf(block);
  const { filename } = block as Data;
  return { type: "file", mediaType, data: dataOf(block, target), ...(filename !== undefined && { filename }) };
}

/** The same as a part of what a tool gives to the model: each version has another form for it. */
export function outputPart(block: ContentBlock, target: Target): OutputPart {
  if (block.type === "text") return { type: "text", text: String(block.text) };
  const { data, mediaType } = filePart(block, target);
  if (target.specificationVersion === "v4") return { type: "file", data, mediaType };
  const kind = mediaType.startsWith("image/") ? "image" : "file";
  if (target.specificationVersion === "v2") {
    if (data instanceof URL) throw noForm("the address of a file in the answer of a tool, in its version 2");
    return { type: "media", data, mediaType };
  }
  return data instanceof URL
    ? { type: `${kind}-url`, url: data.href, ...(kind === "file" && { mediaType }) }
    : { type: `${kind}-data`, data, mediaType };
}

const KINDS: ReadonlySet<string> = new Set(["image", "audio", "video", "file"]);

function mediaTypeOf({ type, ...block }: ContentBlock): string {
  if (!KINDS.has(type)) throw noForm(`a content block of type "${type}"`);
  const { mimeType = type === "image" ? "image/*" : dataUrl(block)?.mediaType } = block as Data;
  if (mimeType !== undefined) return mimeType;
  throw new RunletError("config", `A content block of type "${type}" needs a mimeType for a model of the AI SDK.`, {
    phase: "config",
  });
}

function dataOf(block: ContentBlock, { specificationVersion, provider }: Target): FileData {
  const { url, data = dataUrl(block)?.data, fileId } = block as Data;
  const tagged = specificationVersion === "v4";
  if (data !== undefined) return tagged ? { type: "data", data } : data;
  if (url !== undefined) return tagged ? { type: "url", url: new URL(url) } : new URL(url);
  if (fileId === undefined) throw noForm(`a content block of type "${block.type}" without a url, data or fileId`);
  // Providers before v4 know an id from base64 by its beginning.
  return tagged ? { type: "reference", reference: { [provider.split(".")[0]!]: fileId } } : fileId;
}

/** What is in an address that is the data itself. */
function dataUrl(block: object): { mediaType: string; data: string } | undefined {
  const [, mediaType, data] = /^data:([^;,]+)(?:;[^;,]*)*;base64,(.*)$/s.exec((block as Data).url ?? "") ?? [];
  return mediaType !== undefined && data !== undefined ? { mediaType, data } : undefined;
}
