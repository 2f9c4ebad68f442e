import { makeRunId } from "../runs/run-id.ts";
import { Document } from "./document.ts";

/** A document that can be found again, replaced and removed. */
export interface IdentifiedDocument extends Document {
  readonly id: string;
}

/** The document, with an id of its own if it has none. */
export function identified(document: Document): IdentifiedDocument {
  return (document.id === undefined ? new Document({ ...document, id: makeRunId() }) : document) as IdentifiedDocument;
}
