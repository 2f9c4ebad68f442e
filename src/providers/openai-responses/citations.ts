import type { OtherBlock } from "../../messages/content.ts";
import { isRecord, type DataRecord } from "../../messages/record.ts";

/**
 * An annotation of the service's as a citation. One of a file is kept whole in `annotation`: what it has beyond a
 * citation's fields has to go back, and its `index`, which is a place in the text, would be taken for that of a block.
 */
export function citationOf(annotation: DataRecord): OtherBlock {
  const { type, url, title, filename, file_id, start_index, end_index, index } = annotation;
  const startIndex = start_index ?? index;
  return {
    type: "citation",
    ...(url !== undefined && { url }),
    ...((title ?? filename) !== undefined && { title: title ?? filename }),
    ...(file_id !== undefined && { source: file_id }),
    ...(startIndex !== undefined && { startIndex }),
    ...(end_index !== undefined && { endIndex: end_index }),
    ...(type !== "url_citation" && { annotation }),
  };
}

/** The annotations that citations stand for; those of other providers that cite an address too. */
export function annotationsOf(citations: unknown): DataRecord[] {
  return Array.isArray(citations) ? citations.flatMap(annotationOf) : [];
}

function annotationOf(citation: unknown): DataRecord[] {
  if (!isRecord(citation)) return [];
  const { annotation, url, title, startIndex, endIndex } = citation;
  if (isRecord(annotation)) return [annotation];
  // The service takes one with all of these only.
  if (typeof url !== "string" || typeof startIndex !== "number" || typeof endIndex !== "number") return [];
  return [{ type: "url_citation", url, title: title ?? "", start_index: startIndex, end_index: endIndex }];
}
