import { RunletError } from "../errors/error.ts";
import type { Document } from "../retrievers/document.ts";

/** What a document's metadata is to have: these keys, with these values. */
export type MetadataFilter = Readonly<Record<string, string | number | boolean | null>>;

/** Which documents are looked at: by their metadata, or those of which a function says true. */
export type DocumentFilter = MetadataFilter | ((document: Document) => boolean);

/** Its keys and values, where all are such that they can be compared. */
export function conditionsOf(filter: MetadataFilter): [key: string, value: MetadataFilter[string]][] {
  const conditions = Object.entries(filter);
  for (const [key, value] of conditions) {
    const comparable = value === null || typeof value === "string" || typeof value === "boolean";
    // Undefined most of all: a user's id that is missing is not to show the documents of all users.
    if (!comparable && !Number.isFinite(value))
      throw new RunletError(
        "config",
        `The filter's "${key}" is ${typeof value === "number" ? value : typeof value}: it takes strings, finite numbers, booleans and null.`,
      );
  }
  return conditions;
}

/** The filter as a question about one document. */
export function passing(filter: DocumentFilter): (document: Document) => boolean {
  // Only true: what an `async` function gives is truthy, whatever it will say.
  if (typeof filter === "function") return (document) => filter(document) === true;
  const conditions = conditionsOf(filter);
  return ({ metadata }) => conditions.every(([key, value]) => Object.hasOwn(metadata, key) && metadata[key] === value);
}
