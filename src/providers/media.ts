import type { ContentBlock } from "../messages/content.ts";
import { base64 } from "./base64.ts";

/** What a block of an image, of audio, video or a file holds, by one of its fields. */
export interface Media {
  /** In base64. */
  readonly data?: string;
  /** An address that is not the data itself. */
  readonly url?: string;
  readonly fileId?: string;
  readonly mimeType?: string;
}

const KINDS: ReadonlySet<string> = new Set(["image", "audio", "video", "file"]);

/** What such a block holds; undefined of any other, and of one that holds nothing. */
export function mediaOf(block: ContentBlock): Media | undefined {
  if (!KINDS.has(block.type)) return undefined;
  const { url, data, fileId, mimeType } = block as Omit<Media, "data"> & { readonly data?: string | Uint8Array };
  const type = mimeType === undefined ? {} : { mimeType };
  if (data !== undefined) return { data: base64(data), ...type };
  if (fileId !== undefined) return { fileId, ...type };
  if (url === undefined) return undefined;
  const [, said, inside] = /^data:([^;,]*)(?:;[^;,]*)*;base64,(.*)$/s.exec(url) ?? [];
  return inside === undefined ? { url, ...type } : { data: inside, ...(said && { mimeType: said }), ...type };
}
