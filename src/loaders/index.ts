export type { TextOptions } from "./decode.ts";
export { DirectoryLoader, type DirectoryLoaderOptions, type LoaderOfFile } from "./directory.ts";
export { JSONLoader, type JSONLoaderOptions } from "./json.ts";
export type { JSONFields } from "./json-document.ts";
export { JSONLinesLoader, type JSONLinesLoaderOptions } from "./json-lines.ts";
export { BaseDocumentLoader, type LoadOptions } from "./loader.ts";
export type { LoaderSource } from "./source.ts";
export { TextLoader, type TextLoaderOptions } from "./text.ts";
