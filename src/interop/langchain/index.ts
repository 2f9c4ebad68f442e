export { fromLangChain, type FromLangChainOptions } from "./from.ts";
export { toLangChain } from "./to.ts";
export type { RunletChatModel } from "./to-chat-model.ts";
export type { RunletRetriever } from "./to-retriever.ts";
export type { RunletRunnable } from "./to-runnable.ts";
export type { RunletTool } from "./to-tool.ts";
export type { LangChainChatModel } from "./chat-model.ts";
