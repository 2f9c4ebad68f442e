export type { JsonOptions } from "./reading.ts";
export type { JsonTextError } from "./error.ts";
export { JsonFinder } from "./finder.ts";
export { JsonParser } from "./parser.ts";
export type { JsonValue } from "./value.ts";
