import type { JsonValue } from "./value.ts";

/**
 * Gives a place a value. To "add" is to make the place: a key, which may be there, or an element before the one that is
 * there, and behind the last one as "-". To "replace" is to find it there.
 */
export interface JsonPatchWrite<V = JsonValue> {
  readonly op: "add" | "replace";
  /** A JSON Pointer (RFC 6901); "" is the whole document. */
  readonly path: string;
  readonly value: V;
}

/** Takes a place away, with its value. */
export interface JsonPatchRemove {
  readonly op: "remove";
  readonly path: string;
}

/** Adds at `path` what stands at `from`, and to "move" is to remove it there first. */
export interface JsonPatchMove {
  readonly op: "move" | "copy";
  readonly from: string;
  readonly path: string;
}

/** Fails if what stands at `path` is not `value`. The order of an object's keys makes no difference. */
export interface JsonPatchTest<V = JsonValue> {
  readonly op: "test";
  readonly path: string;
  readonly value: V;
}

/** An operation of JSON Patch (RFC 6902). `V` is what its values are: in a process they may be more than JSON. */
export type JsonPatchOperation<V = JsonValue> = JsonPatchWrite<V> | JsonPatchRemove | JsonPatchMove | JsonPatchTest<V>;

/** A JSON Patch (RFC 6902): what is done to a document, in this order. `O` is the operations that it may have. */
export type JsonPatch<O extends JsonPatchOperation<unknown> = JsonPatchOperation> = readonly O[];
