export { applyJsonPatch } from "./apply-patch.ts";
export type { JsonOptions } from "./reading.ts";
export type { JsonTextError } from "./error.ts";
export type { JsonPatchError } from "./patch-error.ts";
export { JsonFinder } from "./finder.ts";
export type {
  JsonPatch,
  JsonPatchMove,
  JsonPatchOperation,
  JsonPatchRemove,
  JsonPatchTest,
  JsonPatchWrite,
} from "./operation.ts";
export { JsonParser } from "./parser.ts";
export { JsonPatcher, type JsonPatchOptions } from "./patcher.ts";
export type { JsonValue } from "./value.ts";
