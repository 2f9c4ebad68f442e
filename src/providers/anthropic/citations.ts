import type { Citation, OtherBlock } from "../../messages/content.ts";
import { isRecord } from "../../messages/record.ts";
import type { WireMessage } from "./wire.ts";

/** A citation in the standard form, with what the service has said of it, which it wants back. */
export function citationOf(said: OtherBlock): Citation & { readonly value: OtherBlock } {
  const { url, title, document_title, cited_text, source } = said;
  const name = title ?? document_title;
  return {
    type: "citation",
    ...(typeof url === "string" && { url }),
    ...(typeof name === "string" && { title: name }),
    ...(typeof source === "string" && { source }),
    ...(typeof cited_text === "string" && { citedText: cited_text }),
    value: said,
  };
}

/** What the service has said of these citations; those of others are left out. */
export function saidCitations(annotations: unknown): OtherBlock[] {
  if (!Array.isArray(annotations)) return [];
  return annotations.map((annotation: { value?: unknown } | null) => annotation?.value).filter(isLocation);
}

function isLocation(value: unknown): value is OtherBlock {
  return isRecord(value) && typeof value["type"] === "string" && value["type"].endsWith("_location");
}

/** Whether the model is to say where a statement comes from. */
export function asksForCitations(messages: readonly WireMessage[]): boolean {
  return messages.some(({ content }) => anyCited(content));
}

function anyCited(content: unknown): boolean {
  return Array.isArray(content) && content.some((block: OtherBlock) => isCited(block) || anyCited(block["content"]));
}

function isCited({ citations }: OtherBlock): boolean {
  return isRecord(citations) && citations["enabled"] === true;
}
