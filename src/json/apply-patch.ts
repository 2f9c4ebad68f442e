import type { JsonPatch, JsonPatchOperation } from "./operation.ts";
import { JsonPatcher, type JsonPatchOptions } from "./patcher.ts";

/**
 * The document that a patch (JSON Patch, RFC 6902) makes of `document`, which is not written to, and whose parts that
 * the patch leaves alone are in the new one too. To apply one patch after the other, see {@link JsonPatcher}.
 *
 * @returns the new document: undefined if the patch removes the whole
 * @throws `protocol` if it is no JSON Patch, or does not fit the document, as a "test" that fails; `limit` if it copies
 * too much. The error's `operation` says which one it was.
 *
 * @example
 * applyJsonPatch({ a: [1] }, [{ op: "add", path: "/a/-", value: 2 }]); // => { a: [1, 2] }
 */
export function applyJsonPatch(
  document: unknown,
  patch: JsonPatch<JsonPatchOperation<unknown>>,
  options?: JsonPatchOptions,
): unknown {
  const patcher = new JsonPatcher(document, options);
  patcher.apply(patch);
  return patcher.value();
}
