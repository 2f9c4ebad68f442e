export { MarkdownLoader, type MarkdownLoaderOptions } from "./markdown.ts";
export { MarkdownTextSplitter } from "./markdown-splitter.ts";
