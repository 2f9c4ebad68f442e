import type { ContentBlock } from "../messages/content.ts";

/** The data of a block as base64 text; undefined where it holds none. */
export function base64Of(block: ContentBlock): string | undefined {
  const { data } = block as { data?: unknown };
  if (typeof data === "string") return data;
  return data instanceof Uint8Array ? base64(data) : undefined;
}

/** Where the data of a block is: its address, or the data itself as one; undefined where it has neither. */
export function urlOf(block: ContentBlock, mimeType = "application/octet-stream"): string | undefined {
  const { url, mimeType: said } = block as { url?: unknown; mimeType?: unknown };
  if (typeof url === "string") return url;
  const data = base64Of(block);
  return data === undefined ? undefined : `data:${typeof said === "string" ? said : mimeType};base64,${data}`;
}

/** More units at a time are more arguments than a call may have. */
const AT_A_TIME = 0x8000;

function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += AT_A_TIME)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + AT_A_TIME)));
  return btoa(pieces.join(""));
}
