import { Document } from "../retrievers/document.ts";
import { Lines } from "./lines.ts";
import type { Chunk } from "./piece.ts";

/** Where a chunk stands in the text that it was cut out of. */
export interface Place {
  /** Its lines, counted from 1. */
  readonly lines: { readonly from: number; readonly to: number };
  /** Its offsets, in UTF-16 units: `text.slice(start, end)` is the chunk. */
  readonly start: number;
  readonly end: number;
}

/** What the metadata of a chunk has beside that of its document. */
export interface Located {
  readonly loc: Place;
}

/** The chunks of a document, as documents. One that is itself a part of a text says where its own parts stand in that. */
export function* located(document: Document, chunks: Iterable<Chunk>): Generator<Document> {
  const { pageContent, metadata } = document;
  const lines = new Lines(pageContent);
  const { start: base, line } = beginningOf(metadata["loc"]);
  for (const { start, end, metadata: facts } of chunks) {
    const { from, to } = lines.of(start, end);
    const loc: Place = { lines: { from: line + from, to: line + to }, start: base + start, end: base + end };
    yield new Document({ pageContent: pageContent.slice(start, end), metadata: { ...metadata, ...facts, loc } });
  }
}

/** Where a part of a text begins, in offsets and in lines before it. A `loc` of another form says nothing. */
function beginningOf(loc: unknown): { readonly start: number; readonly line: number } {
  const { start, lines } = (loc ?? {}) as { readonly start?: unknown; readonly lines?: { readonly from?: unknown } };
  const from = lines?.from;
  return { start: typeof start === "number" ? start : 0, line: typeof from === "number" ? from - 1 : 0 };
}
