export { FileCache, type FileCacheFields } from "./file-cache.ts";
export { FileChatMessageHistory, type FileChatMessageHistoryFields } from "./file-chat-message-history.ts";
export { loadVectorStore, saveVectorStore } from "./vector-store-file.ts";
