import type { OtherBlock, StandardBlock } from "../../messages/content.ts";
import type { ContentPart, GenerateResult, JsonValue, ProviderMetadata, SaidSource } from "./specification.ts";

type Content = GenerateResult["content"][number];
export type CallMetadata = Readonly<Record<string, ProviderMetadata>>;

/** A block of an answer as a part of it in the AI SDK; undefined where that has none for it. */
export function contentPart(block: StandardBlock, calls: CallMetadata): Content | undefined {
  if (block.type === "text") return { type: "text", text: block.text, ...toldOf(block) };
  if (block.type === "reasoning") return { type: "reasoning", text: block.reasoning, ...toldOf(block) };
  return wholePart(block, calls);
}

/** The same of what comes as a whole, in a stream too. */
export function wholePart(block: StandardBlock, calls: CallMetadata): ContentPart | undefined {
  switch (block.type) {
    case "tool_call":
      return callPart(block.id, block.name, JSON.stringify(block.args), calls);
    case "invalid_tool_call":
      // Its text is told as it is: that it is not valid is then found, and said, by who carries out the calls.
      return callPart(block.id, block.name ?? "", block.args ?? "", calls);
    case "image":
    case "audio":
    case "video":
    case "file": {
      const { data, mimeType = `${block.type === "file" ? "application" : block.type}/octet-stream` } = block;
      return data === undefined ? undefined : { type: "file", mediaType: mimeType, data, ...toldOf(block) };
    }
    case "citation":
      return { ...source(block), ...toldOf(block) };
    case "non_standard":
      return serverPart(block.value);
    default:
      return undefined;
  }
}

function callPart(id: string | undefined, toolName: string, input: string, calls: CallMetadata): ContentPart {
  const toolCallId = id ?? madeUpCallId();
  const providerMetadata = Object.hasOwn(calls, toolCallId) ? calls[toolCallId] : undefined;
  return { type: "tool-call", toolCallId, toolName, input, ...(providerMetadata && { providerMetadata }) };
}

/** An id for a call whose provider gives none. */
export function madeUpCallId(): string {
  return `call-${globalThis.crypto.randomUUID()}`;
}

function source({ id, url, title, source, ...block }: StandardBlock & { type: "citation" }): SaidSource {
  const named = { type: "source" as const, id: id ?? globalThis.crypto.randomUUID() };
  if (url !== undefined) return { ...named, sourceType: "url", url, ...(title !== undefined && { title }) };
  const { mimeType = "text/plain" } = block as { readonly mimeType?: string };
  const filename = source !== undefined && { filename: source };
  return { ...named, sourceType: "document", mediaType: mimeType, title: title ?? source ?? "", ...filename };
}

/** What a provider has carried out itself. */
function serverPart(block: OtherBlock): ContentPart | undefined {
  const { id, toolCallId, name, args, output, status } = block as {
    readonly id?: string;
    readonly toolCallId?: string;
    readonly name?: string;
    readonly args?: unknown;
    readonly output?: NonNullable<JsonValue>;
    readonly status?: string;
  };
  const toolName = name ?? "";
  if (block.type === "server_tool_call") {
    const input = typeof args === "string" ? args : JSON.stringify(args ?? {});
    return { type: "tool-call", toolCallId: id ?? "", toolName, input, providerExecuted: true, ...toldOf(block) };
  }
  if (block.type !== "server_tool_call_result") return undefined;
  const isError = status === "error" && { isError: true };
  return {
    type: "tool-result",
    toolCallId: toolCallId ?? "",
    toolName,
    result: output ?? {},
    ...isError,
    ...toldOf(block),
  };
}

/** What a provider has said of a block. */
export function toldOf(block: object): { providerMetadata?: ProviderMetadata } {
  const { providerMetadata } = block as { readonly providerMetadata?: ProviderMetadata };
  return providerMetadata ? { providerMetadata } : {};
}
