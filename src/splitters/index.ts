export type { Language } from "./languages.ts";
export type { Located, Place } from "./located.ts";
export type { Chunk } from "./piece.ts";
export { RecursiveCharacterTextSplitter, type RecursiveCharacterTextSplitterOptions } from "./recursive-character.ts";
export type { Separator } from "./separate.ts";
export { TextSplitter, type TextSplitterOptions } from "./text-splitter.ts";
