export type { XmlTextError } from "./error.ts";
export { XmlFinder } from "./finder.ts";
export type { XmlOptions } from "./reading.ts";
export type { XmlContent, XmlValue } from "./value.ts";
