import type { ContentBlock } from "../../messages/content.ts";
import type { SaidFile, SaidSource, SaidToolCall, SaidToolResult, TaggedData } from "./specification.ts";

/** A tool call that the provider carries out itself: nobody is asked to, so it is content and no tool call. */
export function serverCallBlock({ toolCallId: id, toolName: name, input, ...rest }: SaidToolCall): ContentBlock {
  return { type: "server_tool_call", id, name, args: parsed(input), ...metadataOf(rest) };
}

/** What came of it. A later result of the same call goes over an earlier, preliminary one. */
export function resultBlock(part: SaidToolResult): ContentBlock {
  const { toolCallId, toolName: name, result: output, isError } = part;
  const status = isError ? "error" : "success";
  const index = `result-${toolCallId}`;
  return { type: "server_tool_call_result", index, toolCallId, name, status, output, ...metadataOf(part) };
}

export function citationBlock(part: SaidSource): ContentBlock {
  const { id, title } = part;
  const where = part.sourceType === "url" ? { url: part.url } : { source: part.filename, mimeType: part.mediaType };
  return { type: "citation", id, ...defined({ ...where, title }), ...metadataOf(part) };
}

/** What stands at the end of a text in v4: sources, each with the place that rests on it. */
export function citationBlocks(part: object): ContentBlock[] {
  const { citations = [] } = part as { readonly citations?: readonly Cited[] };
  // Without the id: several places may rest on one source.
  return citations.map(({ source, startIndex, endIndex, citedText }) => {
    const { id: _, ...block } = citationBlock(source) as ContentBlock & { readonly id: string };
    return { ...block, ...defined({ startIndex, endIndex, citedText }) } as ContentBlock;
  });
}

interface Cited {
  readonly source: SaidSource;
  readonly startIndex?: number;
  readonly endIndex?: number;
  readonly citedText?: string;
}

export function fileBlock(part: SaidFile | { mediaType: string; data: TaggedData; type: "file" }): ContentBlock {
  const { mediaType: mimeType, data } = part;
  const [kind] = mimeType.split("/");
  const type = kind === "image" || kind === "audio" || kind === "video" ? kind : "file";
  return { type, mimeType, ...placed(data), ...metadataOf(part) };
}

function placed(data: string | Uint8Array | TaggedData): object {
  if (typeof data === "string" || data instanceof Uint8Array) return { data };
  return data.type === "url" ? { url: String(data.url) } : { data: (data as { data: string | Uint8Array }).data };
}

function metadataOf(part: object): object {
  const { providerMetadata } = part as { readonly providerMetadata?: object };
  return providerMetadata ? { providerMetadata } : {};
}

function defined(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** JSON text as its value; other text, and none, as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
