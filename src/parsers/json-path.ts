import type { JsonPath } from "../json/place.ts";
import type { JsonValue } from "../json/value.ts";

/** Where in a document: "a.b.0", or ["a", "b", 0] where a key has a dot; "*" is any key and any index, "" the whole. */
export type PathLike = string | JsonPath;

export function pathOf(path: PathLike): JsonPath {
  if (typeof path !== "string") return path;
  return path === "" ? [] : path.split(".");
}

/** What stands at the path `P` in a `T`; any JSON, where `T` or `P` does not say. */
export type ValueAt<T, P> = P extends string ? (P extends "" ? T : AtPath<T, P>) : JsonValue;

/** What an element is of the array at the path `P` in a `T`. */
export type ElementAt<T, P> = ValueAt<T, P> extends infer V ? (V extends readonly (infer E)[] ? E : never) : never;

type AtPath<T, P extends string> = P extends `${infer K}.${infer Rest}` ? AtPath<Member<T, K>, Rest> : Member<T, P>;

type Member<T, K extends string> = JsonValue extends T
  ? JsonValue
  : T extends readonly (infer E)[]
    ? K extends "*" | `${number}`
      ? E
      : never
    : T extends object
      ? K extends keyof T
        ? T[K]
        : K extends "*"
          ? T[keyof T]
          : never
      : never;
