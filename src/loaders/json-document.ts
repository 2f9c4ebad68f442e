import { RunletError } from "../errors/error.ts";
import type { JsonPath } from "../json/place.ts";
import type { JsonValue } from "../json/value.ts";
import { pathOf, type PathLike } from "../parsers/json-path.ts";
import { Document } from "../retrievers/document.ts";
import { malformed } from "./load-error.ts";

/** What of a JSON value goes where in its document. */
export interface JSONFields {
  /**
   * Where its text is: "body", "a.b.0", or ["a", "b", 0]. What is no text there, is written as JSON. Default: the value itself.
   */
  readonly content?: PathLike | undefined;
  /** What goes into the metadata: keys of the value; or names, and where in the value each one's is. What is not there is left out. */
  readonly metadata?: readonly string[] | Readonly<Record<string, PathLike>> | undefined;
  /** Where its id is. */
  readonly id?: PathLike | undefined;
}

type Facts = Readonly<Record<string, unknown>>;

/** Makes documents of values as `fields` say; `facts` are added to what these say. */
export function documentMaker(fields: JSONFields): (value: JsonValue, where: string, facts: Facts) => Document {
  const content = pathIn(fields.content ?? "");
  const id = fields.id === undefined ? undefined : pathIn(fields.id);
  const metadata = namedPaths(fields.metadata ?? []);
  return (value, where, facts) => {
    const text = at(value, content);
    if (text === undefined || text === null)
      throw malformed(where, `has no text at ${JSON.stringify(content.join("."))}`);
    const named = id && at(value, id);
    return new Document({
      pageContent: typeof text === "string" ? text : JSON.stringify(text),
      metadata: { ...Object.fromEntries(metadata.flatMap(([name, path]) => found(name, at(value, path)))), ...facts },
      ...(named !== undefined && named !== null && { id: String(named) }),
    });
  };
}

function namedPaths(metadata: NonNullable<JSONFields["metadata"]>): readonly (readonly [string, JsonPath])[] {
  if (Array.isArray(metadata)) return (metadata as readonly string[]).map((key) => [key, [key]]);
  return Object.entries(metadata as Readonly<Record<string, PathLike>>).map(([name, path]) => [name, pathIn(path)]);
}

function found(name: string, value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return value === undefined ? [] : [[name, value]];
}

function pathIn(path: PathLike): JsonPath {
  const keys = pathOf(path);
  if (!keys.includes("*")) return keys;
  throw new RunletError("config", `A field of a document is one value, and ${JSON.stringify(path)} may be many.`);
}

/** What stands at `path` in `value`, of its own. */
function at(value: JsonValue, path: JsonPath): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string | number, JsonValue>>)[key];
  }
  return found;
}
